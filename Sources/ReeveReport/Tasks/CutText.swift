/// Text that is cut at a bound says so, and where the whole is.
package enum CutText {
    /// At most `limit` bytes of the text, whole characters, and a mark on a line of its own where more followed.
    package static func of(_ text: String, to limit: Int, whole: String? = nil) -> String {
        let size = text.utf8.count
        guard size > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        let shown = String(text[..<end])
        let rest = whole.map { "; all of it is in \($0)" } ?? ""
        return shown + "\n[cut: \(size) bytes in all, \(shown.utf8.count) shown\(rest)]"
    }
}

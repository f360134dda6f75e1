/// Text that is cut at a bound says so, and where the whole is.
package enum CutText {
    /// At most `limit` bytes of the text, whole characters, and a mark on a line of its own where more followed.
    package static func of(_ text: String, to limit: Int, whole: String? = nil) -> String {
        let size = text.utf8.count
        guard size > limit else { return text }
        // A slice ends between two characters of Unicode: an index within one is rounded down.
        let shown = String(text[..<text.utf8.index(text.startIndex, offsetBy: limit)])
        let rest = whole.map { "; all of it is in \($0)" } ?? ""
        return shown + "\n[cut: \(size) bytes in all, \(shown.utf8.count) shown\(rest)]"
    }
}

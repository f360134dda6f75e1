/// The lines that begin a YAML document.
enum DocumentBoundary {
    /// The offset of the first `---` line that starts after `offset` and before `end`.
    static func next(in text: UnsafeBufferPointer<UInt8>, after offset: Int, before end: Int) -> Int? {
        let dash = UInt8(ascii: "-")
        var from = offset
        while let found = text.firstOffset(of: UInt8(ascii: "\n"), from: from), found + 3 < end {
            from = found + 1
            guard text[from] == dash, text[from + 1] == dash, text[from + 2] == dash else { continue }
            if from + 3 == text.count { return from }
            switch text[from + 3] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return from
            default: continue
            }
        }
        return nil
    }

    /// Whether a directive, which belongs to the document that follows, stands above the boundary.
    static func followsDirective(_ boundary: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var end = boundary - 1
        while end > start {
            var line = end
            while line > start, text[line - 1] != UInt8(ascii: "\n") { line -= 1 }
            switch text[line] {
            case UInt8(ascii: "%"): return true
            case UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"):
                end = line - 1
            default: return false
            }
        }
        return false
    }
}

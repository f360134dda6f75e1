/// Text for a cell of CSV.
enum CSVText {
    /// The text, quoted where that is needed. Text that a spreadsheet would take for a formula gets an apostrophe
    /// before it.
    static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@\t\r".contains(first), Double(text) == nil { text = "'" + text }
        guard text.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

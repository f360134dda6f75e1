/// Text for a cell of a Markdown table.
enum MarkdownCell {
    static func text(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
    }
}

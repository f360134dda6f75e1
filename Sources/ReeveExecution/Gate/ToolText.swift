internal import ReeveJSON
internal import ReeveMCP

/// Texts of servers, shortened for people.
enum ToolText {
    static func firstText(of result: CallToolResult) -> String? {
        result.content.lazy.compactMap { $0["text"]?.string }.first
    }

    static func cut(_ text: String, to count: Int) -> String {
        text.count <= count ? text : String(text.prefix(count)) + "..."
    }
}

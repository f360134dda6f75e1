package struct ModelToolResult: Sendable, Hashable {
    /// The id of the call.
    package var call: String
    package var tool: String
    package var text: String
    package var isError: Bool

    package init(call: String, tool: String, text: String, isError: Bool) {
        self.call = call
        self.tool = tool
        self.text = text
        self.isError = isError
    }
}

package import ReeveJSON

/// The answer to `tools/call`.
package struct CallToolResult: Sendable, Hashable {
    /// The whole result object as the server sent it.
    package let value: JSONValue
    /// Content blocks, of known and unknown types.
    package let content: [JSONValue]
    package let structuredContent: JSONValue?
    /// Whether the tool failed; the content says why.
    package let isError: Bool
    /// The server wanted input during the call, and was told that there is none.
    package let hasDeclinedInput: Bool

    /// - Throws: ``MCPError`` with `.invalidAnswer`.
    package init(_ value: JSONValue, hasDeclinedInput: Bool = false) throws(MCPError) {
        guard let object = value.object else { throw Self.invalid("it is no object") }
        self.value = value
        self.hasDeclinedInput = hasDeclinedInput
        switch object["content"] {
        case nil: content = []
        case .array(let blocks)? where blocks.allSatisfy({ $0["type"]?.string != nil }): content = blocks
        default: throw Self.invalid("'content' is no list of content blocks")
        }
        structuredContent = object["structuredContent"]
        switch object["isError"] {
        case nil: isError = false
        case .bool(let flag)?: isError = flag
        default: throw Self.invalid("'isError' is no boolean")
        }
    }

    private static func invalid(_ reason: String) -> MCPError {
        MCPError(.invalidAnswer, "the result of tools/call cannot be read: \(reason)", requestSent: true)
    }
}

package import ReeveJSON

/// A tool that the model may call.
package struct ModelTool: Sendable, Hashable {
    /// Our name for it: a tool address, or `reeve/delegate`. Providers get a name that they allow, by ``ToolNames``.
    package var name: String
    package var description: String?
    package var inputSchema: JSONValue

    package init(name: String, description: String? = nil, inputSchema: JSONValue) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
    }
}

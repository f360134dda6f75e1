import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// `tools show`: the definitions of a tool, in all versions and environments.
package struct ToolShowOperation: Sendable {
    /// Where the address has a version, only that version.
    package let tool: ToolAddress

    package init(tool: ToolAddress) { self.tool = tool }

    package func run(in context: OperationContext) async throws(OperationError) -> [ToolDefinition] {
        let scope = context.scope.named
        let filter = ToolFilter(
            organization: scope.organization, environment: scope.environment,
            connection: tool.connection, tool: tool.tool, currentOnly: false)
        let found = try await context.withStore(.read) { store in try await store.toolDefinitions(filter) }
        guard !found.isEmpty else {
            throw .invalid(
                "there is no definition of '\(tool)' here", code: "tools.unknown",
                help: "'reeve tools sync' takes it from the server")
        }
        return found.filter { tool.version == nil || $0.version == tool.version }
    }
}

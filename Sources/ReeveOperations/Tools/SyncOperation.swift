import ReeveExecution
import ReeveModel
import ReeveStore

/// `tools sync`: takes the listings of servers into the store. Each result is an event as soon as it is there.
package struct SyncOperation: Sendable {
    /// Connections by name or path; empty for all in the scope.
    package let names: [String]
    /// Whether an empty list is accepted after a full one.
    package let allowsEmpty: Bool

    package init(names: [String], allowsEmpty: Bool) {
        self.names = names
        self.allowsEmpty = allowsEmpty
    }

    package func run(
        in context: OperationContext
    ) async throws(OperationError) -> Signed<[ConnectionResult<ToolSyncReport>]> {
        try await context.withExecution { setup in
            let sync = ToolSync(setup.services)
            var results: [ConnectionResult<ToolSyncReport>] = []
            for key in try await ConnectionNames.resolve(names, store: setup.store, in: context) {
                let result = await ConnectionResult(key) { () throws(ExecutionError) in
                    try await sync.sync(
                        connection: key.name, organization: key.organization ?? "", environment: key.environment ?? "",
                        requester: context.requester.identity, allowsEmpty: allowsEmpty)
                }
                context.events(.connectionSynced(result))
                results.append(result)
            }
            return results
        }
    }
}

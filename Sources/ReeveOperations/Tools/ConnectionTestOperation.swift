import ReeveExecution
import ReeveModel
import ReeveStore

/// `connection test`: starts servers, agrees the protocol and lists the tools. Each result is an event as soon as it is
/// there.
package struct ConnectionTestOperation: Sendable {
    /// Connections by name or path; empty for all in the scope.
    package let names: [String]

    package init(names: [String]) { self.names = names }

    package func run(
        in context: OperationContext
    ) async throws(OperationError) -> Signed<[ConnectionResult<ConnectionTester.Report>]> {
        try await context.withExecution { setup in
            let tester = ConnectionTester(setup.services)
            var results: [ConnectionResult<ConnectionTester.Report>] = []
            for key in try await ConnectionNames.resolve(names, store: setup.store, in: context) {
                let result = await ConnectionResult(key) { () throws(ExecutionError) in
                    try await tester.test(
                        connection: key.name, organization: key.organization ?? "", environment: key.environment ?? "",
                        requester: context.requester.identity)
                }
                context.events(.connectionTested(result))
                results.append(result)
            }
            return results
        }
    }
}

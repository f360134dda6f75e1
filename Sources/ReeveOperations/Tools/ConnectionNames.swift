import ReeveDiagnostics
import ReeveManifest
import ReeveModel
import ReeveStore

/// Finds the connections that a caller names.
enum ConnectionNames {
    /// - Parameter names: names or paths; empty for all connections in the scope.
    static func resolve(
        _ names: [String], store: any Store, in context: OperationContext
    ) async throws -> [ObjectKey] {
        let scope = context.scope.named
        let keys = try await store.read { reading throws(StoreError) in
            try reading.objectHeads(
                ObjectFilter(
                    kinds: [KindName.connection], organization: scope.organization, environment: scope.environment)
            ).map(\.key)
        }
        let found = keys.filter { names.isEmpty || names.contains($0.name) || names.contains($0.description) }.sorted()
        let missing = names.filter { name in !found.contains { $0.name == name || $0.description == name } }
        guard missing.isEmpty else {
            let mistakes = missing.map {
                Diagnostic(
                    "connection.unknown", "there is no connection '\($0)' here",
                    help: "reeve get connections lists them")
            }
            throw OperationError(.invalid(mistakes, SourceIndex()))
        }
        context.events(.connections(found))
        return found
    }
}

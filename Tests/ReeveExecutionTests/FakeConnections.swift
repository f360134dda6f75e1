import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import TestSupport

/// Connections to fake servers, by the name of the connection.
struct FakeConnections: ConnectionProvider {
    let servers: [String: FakeServer]
    let secrets: SecretResolver

    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection {
        for reference in connection.spec.transport.secrets { _ = try secrets.resolve(reference) }
        var options = SessionOptions()
        let server = servers[connection.name]
        let isModern = server?.state.withLock { !$0.askingAgain.isEmpty } ?? false
        options.preference = isModern ? .modern : .legacy
        return PooledConnection(
            key: "\(scope)/\(connection.name)", identity: connection.identity,
            maxConcurrency: connection.spec.maxConcurrency, options: options
        ) { () async throws(MCPError) in
            guard let server else { throw MCPError(.commandNotFound, "there is no such server") }
            return try server.transport()
        }
    }
}

package import ReeveModel
package import ReeveMCP

/// Connections of a replay: they are as they are declared, and nothing is ever started.
package struct ReplayedConnections: ConnectionProvider {
    private let secrets: SecretResolver

    package init(secrets: SecretResolver) { self.secrets = secrets }

    package func pooled(
        _ connection: ExecutionScope.Connection, in scope: Scope
    ) async throws -> PooledConnection {
        // In a replay these are stand-ins; one that was missing is missing again.
        _ = try await secrets.values(of: connection.spec.transport.secrets)
        return PooledConnection(
            key: "\(scope)/\(connection.name)", identity: connection.identity,
            maxConcurrency: connection.spec.maxConcurrency
        ) { () async throws(MCPError) in
            throw MCPError(.closed, "a replay starts no server")
        }
    }
}

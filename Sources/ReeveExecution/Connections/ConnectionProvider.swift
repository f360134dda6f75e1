package import ReeveMCP
package import ReeveModel

/// Turns a Connection into what the pool needs to open sessions with its server.
package protocol ConnectionProvider: Sendable {
    /// Reads the secrets of the connection. Nothing is started, or looked for on the disk, before a session is opened.
    ///
    /// - Throws: ``SecretResolver/Missing``; ``ExecutionError`` where the transport is not served.
    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection
}

package import ReeveMCP
package import ReeveModel

/// Turns a Connection into what the pool needs to start its server.
package protocol ConnectionProvider: Sendable {
    /// Reads secrets, finds nothing on the disk yet.
    ///
    /// - Throws: ``SecretResolver/Missing``; ``ExecutionError`` where the transport is not served.
    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection
}

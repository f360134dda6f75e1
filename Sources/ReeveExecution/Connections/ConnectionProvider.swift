package import ReeveMCP
package import ReeveModel

/// Turns a Connection into what the pool needs to open sessions with its server.
package protocol ConnectionProvider: Sendable {
    /// The connection as the pool takes it, with its secrets read. No process is started, and no program is looked for
    /// on the disk, before a session is opened.
    ///
    /// - Throws: ``SecretResolver/Missing``; ``ExecutionError`` where this version does not serve the transport.
    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection
}

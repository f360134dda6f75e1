package import ReeveLLM
package import ReeveModel

/// Gives the clients of model providers.
package protocol ModelClientSource: Sendable {
    /// The client of a provider as it is declared now. The same declaration gives the same client, so that its permits
    /// and its circuit breaker hold for all tasks of the process.
    ///
    /// - Throws: ``SecretResolver/Missing`` where the provider's secret cannot be read; ``ModelError`` where the
    ///   declaration cannot be used.
    func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient
}

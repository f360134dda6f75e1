package import ReeveLLM
package import ReeveModel

/// Refuses every provider: for commands and tests that ask no model.
package struct NoModels: ModelClientSource {
    package init() {}

    package func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient {
        throw ModelError(.connectionFailed, "this command asks no model provider")
    }
}

package import ReeveLLM
package import ReeveModel

/// The clients of providers while a recording is made or played.
package struct TapedModels: ModelClientSource {
    private let base: any ModelClientSource
    private let tape: Tape
    private let secrets: SecretResolver

    /// - Parameter base: never asked in a replay.
    package init(_ base: any ModelClientSource, tape: Tape, secrets: SecretResolver) {
        self.base = base
        self.tape = tape
        self.secrets = secrets
    }

    package func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient {
        if tape.isPlaying {
            // A secret that was missing when it was recorded is missing in the replay.
            if let reference = provider.spec.secretRef { _ = try await secrets.values(of: [reference]) }
            return TapedModel(provider: provider.name, tape: tape, base: .success(nil))
        }
        do {
            return TapedModel(
                provider: provider.name, tape: tape, base: .success(try await base.client(of: provider, in: scope)))
        } catch let error as ModelError {
            // Told where it is asked, so that the recording has it.
            return TapedModel(provider: provider.name, tape: tape, base: .failure(error))
        }
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct FallbackCheckTests {
    private func provider(_ name: String, _ fallback: String, _ scope: String = "organization: acme") -> String {
        ManifestSample.document("ModelProvider", "name: \(name), \(scope)", "{type: ollama, fallback: [\(fallback)]}")
    }

    private func found(_ text: String) async throws -> [String] {
        try await ManifestSample.diagnostics(ManifestSample.ground + text).map {
            "\($0.code)@\($0.range?.start.line ?? 0) \($0.message)"
        }
    }

    @Test func aChainThatComesBackIsAMistakeOnce() async throws {
        #expect(
            try await found(provider("a", "b") + provider("b", "c, d") + provider("c", "a") + provider("d", "")) == [
                "provider.fallback-cycle@19 a fallback comes back to where it began: a, then b, then c, then a"
            ])
        #expect(
            try await found(provider("a", "a"))
                == ["provider.fallback-cycle@19 a fallback comes back to where it began: a, then a"])
    }

    @Test func aChainThatMeetsAnotherIsNone() async throws {
        #expect(try await found(provider("a", "b, c") + provider("b", "c") + provider("c", "")) == [])
    }

    @Test func aProviderOfTheOrganizationNeverAsksOneOfAnEnvironment() async throws {
        let dev = "organization: acme, environment: dev"
        let found = try await found(provider("a", "local") + provider("local", "a", dev))
        #expect(found.map { $0.prefix(23) } == ["reference.unresolved@19"], "\(found)")
    }
}

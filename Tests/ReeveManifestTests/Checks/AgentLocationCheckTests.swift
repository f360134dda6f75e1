import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct AgentLocationCheckTests {
    private func codes(_ spec: String) async throws -> [String] {
        try await ManifestSample.codes(
            ManifestSample.document("Agent", "name: a, organization: acme, environment: dev", "{mode: caller\(spec)}"))
    }

    @Test func anAddressGoesWithAWorker() async throws {
        #expect(try await codes(", location: worker, address: box-7") == [])
        #expect(try await codes(", location: worker") == ["manifest.missing-field@19"])
        #expect(try await codes(", address: box-7") == ["agent.location@19"])
    }
}

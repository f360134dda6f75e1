import ReeveDiagnostics
import Testing

@testable import ReeveManifest

@Suite struct EgressCheckTests {
    private func found(_ egress: String) async throws -> [Diagnostic] {
        try await ManifestSample.diagnostics(
            ManifestSample.ground
                + ManifestSample.document(
                    "ModelProvider", "name: main, organization: acme", "{type: openai, egress: \(egress)}"))
    }

    @Test func eachEntryThatIsNoneIsNamed() async throws {
        let found = try await found("[api.example.com, 'https://a.example', 10.0.0.1/8]")
        #expect(found.map(\.code) == ["egress.entry", "egress.entry"])
        #expect(found.first?.message.hasPrefix("'https://a.example' in egress of") == true)
    }

    @Test func namesAndBlocksAreGood() async throws {
        #expect(try await found("['*.example.com', 10.0.0.0/8, 'fd00::/8']") == [])
    }
}

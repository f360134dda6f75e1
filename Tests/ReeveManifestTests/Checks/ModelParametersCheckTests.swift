import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ModelParametersCheckTests {
    @Test func whatReeveSaysItselfIsNoParameter() async throws {
        for name in ModelProviderSpec.reservedParameters.sorted() {
            #expect(
                try await ManifestSample.codes(
                    ManifestSample.document(
                        "ModelProvider", "name: p, organization: acme",
                        "{type: ollama, parameters: {temperature: 0.2, \(name): 1}}")) == ["model.parameter@19"],
                "\(name)")
        }
    }

    @Test func theParametersOfATaskAreLookedAtToo() async throws {
        let found = try await ManifestSample.codes(
            ManifestSample.document("Agent", "name: a, organization: acme, environment: dev", "{mode: caller}")
                + ManifestSample.document(
                    "Batch", "name: b, organization: acme, environment: dev",
                    "{items: [{name: one, task: {agent: a, parameters: {seed: 1, stream: true}}}]}"))
        #expect(found == ["model.parameter@24"])
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct TemplateContentCheckTests {
    @Test(arguments: ["{}", "{system: ''}", "{partials: {a: text}}"])
    func aTemplateThatSaysNothingIsAMistake(spec: String) async throws {
        #expect(
            try await ManifestSample.codes(ManifestSample.document("Template", "name: t, organization: acme", spec))
                .map { $0.prefix(14) } == ["template.empty"])
    }

    @Test(arguments: ["{system: you}", "{user: hello}"])
    func oneMessageIsEnough(spec: String) async throws {
        #expect(
            try await ManifestSample.codes(ManifestSample.document("Template", "name: t, organization: acme", spec))
                == [])
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct TemplateContentCheckTests {
    @Test(arguments: ["{}", "{system: ''}", "{partials: {a: text}}"])
    func aTemplateThatSaysNothingIsAMistake(spec: String) async throws {
        let codes = try await ManifestSample.codes(
            ManifestSample.document("Template", "name: t, organization: acme", spec))
        #expect(codes.first?.prefix(14) == "template.empty" && codes.count == (spec.contains("partials") ? 2 : 1))
    }

    @Test(arguments: ["{system: you}", "{user: hello}"])
    func oneMessageIsEnough(spec: String) async throws {
        #expect(
            try await ManifestSample.codes(ManifestSample.document("Template", "name: t, organization: acme", spec))
                == [])
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ProviderSecretCheckTests {
    @Test func aKeyGoesOnlyWhereOneIsTaken() async throws {
        for type in ModelProviderSpec.ProviderType.allCases {
            let codes = try await ManifestSample.codes(
                ManifestSample.document(
                    "ModelProvider", "name: main, organization: acme",
                    "{type: \(type), endpoint: \(type.defaultEndpoint ?? "recordings"), secretRef: env:KEY}"))
            #expect(codes == (type.takesSecret ? [] : ["provider.secret@19"]), "\(type)")
        }
    }

    @Test func aKeyItselfIsRefused() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document(
                    "ModelProvider", "name: main, organization: acme", "{type: openai, secretRef: sk-abc}"))
                == ["secret.literal@19"])
    }
}

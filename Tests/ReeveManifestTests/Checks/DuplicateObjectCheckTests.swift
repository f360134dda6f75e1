import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct DuplicateObjectCheckTests {
    @Test func twoObjectsWithOneIdentityNameBothPlaces() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground + ManifestSample.document("Organization", "name: acme", "{currency: EUR}"))
        #expect(found.map(\.code) == ["manifest.duplicate-object"])
        #expect(found.first?.notes.first?.range?.start.line == 3)
    }
}

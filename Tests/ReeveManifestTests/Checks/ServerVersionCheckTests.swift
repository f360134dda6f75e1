import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ServerVersionCheckTests {
    @Test func prodAsksForTheVersionOfAServer() async throws {
        func connection(_ spec: String) -> String {
            ManifestSample.document("Connection", "name: git, organization: acme, environment: prod", spec)
        }
        #expect(
            try await ManifestSample.codes(connection("{transport: stdio, command: [g]}")) == [
                "connection.version-required@16"
            ])
        for spec in [
            "{transport: stdio, command: [g], serverVersion: 1.0.0}", "{transport: stdio, command: [uvx, 'g==1.2.3']}",
            "{transport: stdio, command: [npx, 'g@1.2.3']}", "{transport: stdio, command: [docker, run, 'g:1.2']}",
        ] {
            #expect(try await ManifestSample.codes(connection(spec)) == [], "\(spec)")
        }
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ProviderEndpointCheckTests {
    private func found(_ spec: String) async throws -> [Diagnostic] {
        try await ManifestSample.diagnostics(
            ManifestSample.ground
                + ManifestSample.document("ModelProvider", "name: main, organization: acme", "{\(spec)}"))
    }

    @Test(arguments: [
        "http://models.example/v1", "http://128.0.0.1", "http://127.0.0.1.example.org", "http://127.1",
        "ftp://a.example",
        "models.example", "https://", "https://:443", "https://key@models.example", "https://a:b@models.example/v1",
        "https://models.example:0", "https://models.example:99999", "https://models.example?key=1",
        "https://a b.example",
        "https://a.example\\\\@b.example", "https://[::1", "https://fe80::1",
    ])
    func onlyHTTPSAndThisMachineAreAsked(endpoint: String) async throws {
        let found = try await found("type: openai, endpoint: \"\(endpoint)\"")
        #expect(found.map(\.code) == ["provider.endpoint"], "\(endpoint)")
        #expect(found.first?.range?.start.line == 19)
    }

    @Test(arguments: [
        "https://models.example/v1", "HTTPS://models.example:8443", "http://localhost:8080", "http://127.0.0.1:1234/v1",
        "http://[::1]:1", "http://127.9.9.9",
    ])
    func theseAreGood(endpoint: String) async throws {
        #expect(try await found("type: openai, endpoint: \"\(endpoint)\"") == [])
    }

    @Test func aPasswordInAnEndpointIsNotQuoted() async throws {
        #expect(try await found("type: openai, endpoint: 'https://a:b@models.example'").map(\.hidesSource) == [true])
    }

    @Test func eachTypeButReplayHasAnEndpointOfItsOwn() async throws {
        for type in ModelProviderSpec.ProviderType.allCases {
            let text = ManifestSample.document("ModelProvider", "name: main, organization: acme", "{type: \(type)}")
            let set = try ManifestSample.load(text)
            if let endpoint = type.defaultEndpoint {
                #expect(set.diagnostics == [])
                #expect(try ModelProviderSpec(try #require(set.objects.first).specValue).endpoint == endpoint)
                #expect(try await found("type: \(type), endpoint: '\(endpoint)'") == [])
            } else {
                #expect(set.diagnostics.map(\.code) == ["provider.endpoint"])
            }
        }
    }

    @Test func recordingsLieInTheProject() async throws {
        #expect(try await found("type: replay, endpoint: recordings/night") == [])
        for path in ["/etc", "a/../../b", "https://a.example"] {
            #expect(
                try await found("type: replay, endpoint: '\(path)'").map(\.code) == ["provider.endpoint"], "\(path)")
        }
    }
}

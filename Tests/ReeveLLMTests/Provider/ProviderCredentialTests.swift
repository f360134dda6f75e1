import Testing

@testable import ReeveLLM

@Suite struct ProviderCredentialTests {
    private let endpoint = Result { try ProviderEndpoint("https://models.example/v1") }

    @Test func anotherOriginNeverGetsIt() throws {
        for secret in ["hunter2", nil] {
            let credential = try ProviderCredential(secret: secret, type: .openai, endpoint: try endpoint.get())
            let header = try credential.header(for: "https://models.example/other")
            #expect(header?.value == secret.map { "Bearer \($0)" })
            let others = [
                "http://models.example/v1", "https://models.example:8443/v1", "https://models.example.evil/v1",
                "https://evil/models.example/v1", "https://models.example@evil/v1", "",
            ]
            for url in others {
                #expect(throws: ModelError.self, "\(url)") { try credential.header(for: url) }
            }
        }
    }

    @Test func spellingsOfOneOriginAreOne() throws {
        let credential = try ProviderCredential(secret: "k", type: .anthropic, endpoint: try endpoint.get())
        #expect(try credential.header(for: "HTTPS://Models.Example:443/v1/messages")?.name == "x-api-key")
    }

    @Test func aSecretThatNoHeaderHoldsIsRefusedAndNotShown() throws {
        for secret in ["", "a b", "hunter2\r\nX-Evil: 1", "hünter2"] {
            let error = #expect(throws: ModelError.self) {
                try ProviderCredential(secret: secret, type: .openai, endpoint: try endpoint.get())
            }
            #expect(error?.code == .unauthorized)
            #expect(error?.message.contains("nter2") == false)
        }
    }

    @Test func aDescriptionShowsNoSecret() throws {
        let credential = try ProviderCredential(secret: "hunter2", type: .openai, endpoint: try endpoint.get())
        var dumped = ""
        dump(credential, to: &dumped)
        for text in [
            "\(credential)", String(reflecting: credential), dumped, "\(Mirror(reflecting: credential).children)",
        ] {
            #expect(!text.contains("hunter2"))
        }
    }
}

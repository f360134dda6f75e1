import Testing

@testable import ReeveLLM

@Suite struct ProviderEndpointTests {
    @Test func pathsAreJoinedWithOneSlash() throws {
        for text in ["https://h.example/v1", "https://h.example/v1/", "https://H.example:443/v1//"] {
            let url = try ProviderEndpoint(text).url(of: "chat/completions")
            #expect(url == "https://h.example/v1/chat/completions")
        }
        #expect(try ProviderEndpoint("http://[::1]:8080/a/b").url(of: "x") == "http://[::1]:8080/a/b/x")
    }

    @Test func anEndpointWithoutAPathGetsThatOfItsType() throws {
        let paths: [ProviderType: String] = [.openai: "/v1", .anthropic: "/v1", .lmstudio: "/v1", .ollama: ""]
        for (type, path) in paths {
            #expect(try ProviderProfile(name: "p", type: type, endpoint: "https://h/").endpoint?.path == path)
            #expect(try ProviderProfile(name: "p", type: type, endpoint: "https://h/x").endpoint?.path == "/x")
        }
    }

    @Test func everyTypeButARecordingHasAnEndpointOfItsOwn() throws {
        for type in ProviderType.allCases {
            #expect(try (ProviderProfile(name: "p", type: type).endpoint == nil) == (type == .replay))
        }
    }

    @Test func plainHTTPIsForThisMachineAlone() throws {
        for host in ["localhost", "127.0.0.1:11434", "127.8.9.10", "[::1]:1234"] {
            #expect(throws: Never.self) { try ProviderEndpoint("http://\(host)/v1") }
        }
        for host in ["192.168.1.4", "localhost.example.com", "127.0.0.1.example.com", "0.0.0.0", "10.0.0.1"] {
            #expect(throws: ModelError.self) { try ProviderEndpoint("http://\(host)/v1") }
        }
    }

    @Test func whatIsNoEndpointIsRefusedWithoutBeingRepeated() throws {
        let texts = [
            "", "h.example/v1", "ftp://h/v1", "https://", "https://user:hunter2@h/v1", "https://h/v1?key=hunter2",
            "https://h/v1#hunter2", "https://h:99999/v1", "https://h h/v1",
        ]
        for text in texts {
            let error = #expect(throws: ModelError.self) { try ProviderEndpoint(text) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains("hunter2") == false)
        }
    }
}

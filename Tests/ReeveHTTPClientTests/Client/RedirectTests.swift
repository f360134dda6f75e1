import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RedirectTests {
    private static let secrets: [(name: String, value: String)] = [
        ("Authorization", "Bearer secret"), ("x-api-key", "secret"), ("Cookie", "secret"),
    ]

    @Test func isTheAnswerUnlessFollowingWasAskedFor() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(TestClient.request(server.url("/redirect/302/3")))
            #expect(response.status == 302)
            #expect(response.header("location") == "/redirect/302/2")
        }
    }

    @Test func isFollowedWithinTheOrigin() async throws {
        try await TestClient.withServer({ $0.redirects = .sameOrigin(max: 5) }) { client, server in
            let response = try await client.text(
                TestClient.request(server.url("/redirect/307/5"), method: "POST", headers: Self.secrets, body: [0x61]))
            #expect(response.status == 200)
            #expect(response.text.hasPrefix("POST /echo\n"))
            #expect(response.text.contains("Authorization: Bearer secret"))
            #expect(response.text.hasSuffix("\n\na"))
        }
    }

    @Test(arguments: [Named("301", 301), Named("302", 302), Named("303", 303)])
    func aPostBecomesAGet(status: Named<Int>) async throws {
        try await TestClient.withServer({ $0.redirects = .sameOrigin(max: 5) }) { client, server in
            let response = try await client.text(
                TestClient.request(
                    server.url("/redirect/\(status.value)/1"), method: "POST",
                    headers: [("Content-Type", "text/plain")], body: [0x61]))
            #expect(response.text.hasPrefix("GET /echo\n"))
            #expect(!response.text.lowercased().contains("content-"))
        }
    }

    @Test func aLoopEnds() async throws {
        try await TestClient.withServer({ $0.redirects = .sameOrigin(max: 5) }) { client, server in
            let error = await client.error(TestClient.request(server.url("/redirect/loop")))
            #expect(error?.code == .invalidResponse)
            #expect(error?.requestSent == true)
            let requests = await server.said("request")
            #expect(requests.count == 6)
        }
    }

    @Test func nothingIsSentToAnotherOrigin() async throws {
        try await HostileServer.with(["plain", "plain"]) { server in
            for redirects in [HTTPClient.Redirects.never, .sameOrigin(max: 5)] {
                try await TestClient.with({ $0.redirects = redirects }) { client in
                    let response = try await client.send(
                        TestClient.request(
                            server.url("/redirect/other"), method: "POST", headers: Self.secrets, body: [0x61]))
                    #expect(response.status == 307)
                    #expect(response.header("location") == server.url("/seen/other", listener: 1))
                }
            }
            // The other listener is asked last, so that everything before has been said.
            try await TestClient.with { client in
                _ = try await client.text(TestClient.request(server.url("/seen/direct", listener: 1)))
            }
            let requests = await server.said("request")
            #expect(requests.filter { $0.contains("/seen") }.count == 1)
            let headers = await server.said("header")
            #expect(headers.allSatisfy { !$0.contains("secret") })
        }
    }
}

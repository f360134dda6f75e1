import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPClientTests {
    @Test func requestAndResponseArriveAsTheyAre() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(
                TestClient.request(
                    server.url("/echo?a=1&b=%20"), method: "POST",
                    headers: [
                        ("Authorization", "Bearer secret"), ("X-Empty", ""), ("Content-Type", "application/json"),
                    ],
                    body: Array("{\"a\":1}".utf8)))
            #expect(response.status == 200)
            #expect(response.header("content-length") != nil)
            let text = String(decoding: try await response.body.collect(), as: UTF8.self)
            #expect(text.hasPrefix("POST /echo?a=1&b=%20\n"))
            #expect(text.contains("\nAuthorization: Bearer secret\n"))
            #expect(text.contains("\nX-Empty: \n"))
            #expect(text.contains("\nContent-Type: application/json\n"))
            #expect(text.contains("\nContent-Length: 7\n"))
            #expect(!text.lowercased().contains("expect:"))
            #expect(text.hasSuffix("\n\n{\"a\":1}"))
        }
    }

    @Test func aRequestAfterShutdownFails() async throws {
        try await TestClient.withServer { client, server in
            let text = try await client.text(TestClient.request(server.url("/ok"))).text
            #expect(text == "ok")
            await client.shutdown()
            await client.shutdown()
            let error = await client.error(TestClient.request(server.url("/ok")))
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == false)
        }
    }
}

import ReeveHTTPClient
import TestSupport
import Testing

/// What a server can do wrong in one response, each with the code that it gives. All of them have seen the request.
@Suite(.timeLimit(.minutes(5))) struct HTTPClientHostileTests {
    private static let broken: [Named<(path: String, code: HTTPError.Code)>] = [
        Named("chunk size that is no number", ("/chunk/size", .invalidResponse)),
        Named("chunk longer than its size", ("/chunk/end", .invalidResponse)),
        Named("chunk size beyond every number", ("/chunk/huge", .invalidResponse)),
        Named("end inside a chunk", ("/chunk/early", .connectionLost)),
        Named("end without the last chunk", ("/chunk/unfinished", .connectionLost)),
        Named("end before the head", ("/early/before-head", .connectionLost)),
        Named("end inside the status line", ("/early/in-status", .connectionLost)),
        Named("end inside the head", ("/early/in-head", .connectionLost)),
        Named("end inside the body", ("/early/in-body", .connectionLost)),
        Named("reset before the head", ("/reset/before-head", .connectionLost)),
        Named("reset inside the body", ("/reset/in-body", .connectionLost)),
        Named("body shorter than its length", ("/length/short", .connectionLost)),
        Named("length that is no number", ("/length/text", .invalidResponse)),
        Named("negative length", ("/length/negative", .invalidResponse)),
        Named("length of 93 GiB", ("/length/lie", .tooLarge)),
        Named("bytes that are no HTTP", ("/garbage", .invalidResponse)),
        Named("text without a head", ("/plain-text", .invalidResponse)),
        Named("status of four digits", ("/status/long", .invalidResponse)),
        Named("status of letters", ("/status/word", .invalidResponse)),
        Named("another protocol", ("/status/101", .invalidResponse)),
        Named("header without a name", ("/header/nameless", .invalidResponse)),
        Named("header without a colon", ("/header/no-colon", .invalidResponse)),
        Named("header with NUL", ("/header/nul", .invalidResponse)),
        Named("compressed body that is not", ("/not-gzip", .invalidResponse)),
        Named("body without end", ("/line", .tooLarge)),
        Named("body that is large only uncompressed", ("/gzip-bomb", .tooLarge)),
        Named("headers without end", ("/endless-headers", .tooLarge)),
        Named("interim responses without end", ("/endless-interim", .tooLarge)),
        Named("trailers without end", ("/endless-trailers", .tooLarge)),
        Named("1,000 headers", ("/headers/1000", .tooLarge)),
        Named("header of 1 MB", ("/big-header/1000000", .tooLarge)),
        Named("header above the bound", ("/big-header/70000", .tooLarge)),
    ]

    @Test(arguments: broken)
    func hasACodeOfItsOwn(response: Named<(path: String, code: HTTPError.Code)>) async throws {
        try await TestClient.withServer({ $0.acceptsCompressed = true }) { client, server in
            let error = await client.error(TestClient.request(server.url(response.value.path)))
            #expect(error?.code == response.value.code, "\(error?.message ?? "no error")")
            #expect(error?.requestSent == true)
            // The client is none the worse for it.
            let next = try await client.text(TestClient.request(server.url("/ok")))
            #expect(next.text == "ok")
        }
    }

    private static let endless: [Named<String>] = [
        Named("body", "/line"), Named("compressed body", "/gzip-bomb"), Named("headers", "/endless-headers"),
        Named("interim responses", "/endless-interim"), Named("trailers", "/endless-trailers"),
    ]

    @Test(arguments: endless)
    func isClosedAtTheBound(path: Named<String>) async throws {
        try await TestClient.withServer({ $0.acceptsCompressed = true }) { client, server in
            _ = await client.error(TestClient.request(server.url(path.value)))
            let sent = await server.waitForClose(of: path.value)
            // 32 MiB of body, and what the system's buffers hold on both sides.
            #expect(sent < 64 << 20)
        }
    }

    @Test func headersWithinTheBoundsArrive() async throws {
        try await TestClient.withServer { client, server in
            let bounds = HTTPRequest.Bounds(headerBytesMax: 256 * 1_024, headerCountMax: 1_000)
            let many = try await client.send(TestClient.request(server.url("/headers/1000"), bounds: bounds))
            #expect(many.headers.count == 1_000)
            #expect(many.header("x-998") == "998")
            let large = try await client.send(TestClient.request(server.url("/big-header/90000"), bounds: bounds))
            #expect(large.header("x-big")?.utf8.count == 90_000)
        }
    }

    @Test func whatFollowsTheBodyIsNeverTheNextAnswer() async throws {
        try await TestClient.withServer { client, server in
            for _ in 0..<5 {
                let garbage = try await client.text(TestClient.request(server.url("/garbage-after")))
                #expect(garbage.text == "ok")
                let next = try await client.text(TestClient.request(server.url("/echo")))
                #expect(next.text.hasPrefix("GET /echo"))
            }
            let long = try await client.text(TestClient.request(server.url("/length/long")))
            #expect(long.text == "abc")
        }
    }

    @Test func interimResponsesAreNoAnswers() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(TestClient.request(server.url("/interim")))
            #expect(response.status == 200)
            #expect(response.header("x-final") == "1")
            #expect(response.header("x-early") == nil)
            let body = try await response.body.collect()
            #expect(body == Array("final".utf8))
        }
    }

    @Test func foldedHeadersTrailersAndEmptyBodiesAreRead() async throws {
        try await TestClient.withServer { client, server in
            let folded = try await client.send(TestClient.request(server.url("/folded")))
            #expect(folded.header("x-folded") == "one two")
            let trailers = try await client.send(TestClient.request(server.url("/chunk/trailers")))
            #expect(trailers.header("x-trailer") == nil)
            let body = try await trailers.body.collect()
            #expect(body == Array("abc".utf8))
            let empty = try await client.text(TestClient.request(server.url("/empty")))
            #expect(empty == (204, ""))
            let head = try await client.text(TestClient.request(server.url("/ok"), method: "HEAD"))
            #expect(head == (200, ""))
        }
    }

    @Test func bytesBeforeTheBreakAreRead() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(TestClient.request(server.url("/early/in-body")))
            let first = try await response.body.next()
            #expect(first == Array("begin".utf8))
            let error = await #expect(throws: HTTPError.self) { try await response.body.next() }
            #expect(error?.code == .connectionLost)
            let again = await #expect(throws: HTTPError.self) { try await response.body.next() }
            #expect(again == error)
        }
    }

    @Test func bodiesAreCompressedOnlyWhereThatIsAskedFor() async throws {
        try await TestClient.withServer { client, server in
            let plain = try await client.text(TestClient.request(server.url("/echo")))
            #expect(!plain.text.lowercased().contains("accept-encoding"))
        }
        try await TestClient.withServer({ $0.acceptsCompressed = true }) { client, server in
            let packed = try await client.text(TestClient.request(server.url("/gzip")))
            #expect(packed.text == "compressed")
        }
    }
}

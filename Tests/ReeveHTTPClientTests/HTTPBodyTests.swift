import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPBodyTests {
    @Test func aSlowReaderSlowsTheServerDown() async throws {
        try await TestClient.withServer { client, server in
            let request = TestClient.request(server.url("/flood"), bounds: HTTPRequest.Bounds(bodyBytesMax: 1 << 40))
            let response = try await client.send(request)
            let line = await server.waitFor { $0.hasPrefix("blocked /flood") }.first
            let sent = line?.split(separator: " ").last.flatMap { Int($0) } ?? .max
            // Ours are 256 KiB; the rest is in the system's buffers.
            #expect(sent < 16 << 20)
            var count = 0
            while count < 64 << 20 { count += try await response.body.next()?.count ?? .max }
        }
    }

    @Test func aBodyArrivesWholeWhateverTheBuffer() async throws {
        for bufferBytesMax in [1, 100_000] {
            try await TestClient.withServer({ $0.bufferBytesMax = bufferBytesMax }) { client, server in
                let response = try await client.send(TestClient.request(server.url("/sized/1000001")))
                let body = try await response.body.collect()
                #expect(body.count == 1_000_001)
                #expect(body.enumerated().allSatisfy { $0.offset & 255 == Int($0.element) })
                let end = try await response.body.next()
                #expect(end == nil)
            }
        }
    }

    @Test func droppingTheBodyClosesTheSocket() async throws {
        try await TestClient.withServer { client, server in
            _ = try await client.send(TestClient.request(server.url("/stall")))
            await server.waitForClose(of: "/stall")
        }
    }

    @Test func droppingAPausedBodyClosesTheSocket() async throws {
        try await TestClient.withServer { client, server in
            var response: HTTPResponse? = try await client.send(TestClient.request(server.url("/flood")))
            await server.waitFor { $0.hasPrefix("blocked /flood") }
            #expect(response?.status == 200)
            response = nil
            await server.waitForClose(of: "/flood")
        }
    }

    @Test func cancellingWhoWaitsForTheHeadClosesTheSocket() async throws {
        try await TestClient.withServer { client, server in
            let request = TestClient.request(server.url("/silent"))
            let task = Task { await client.error(request) }
            await server.waitFor { $0.hasPrefix("request") }
            task.cancel()
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == true)
            await server.waitForClose(of: "/silent")
        }
    }

    @Test func cancellingWhoReadsClosesTheSocket() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(TestClient.request(server.url("/stall")))
            let first = try await response.body.next()
            #expect(first == Array("begin".utf8))
            let task = Task { () throws(HTTPError) in try await response.body.next() }
            task.cancel()
            let error = await #expect(throws: HTTPError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            await server.waitForClose(of: "/stall")
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        try await TestClient.withServer { client, server in
            let request = TestClient.request(server.url("/seen"))
            let started = Observed(false)
            let task = Task {
                await started.wait { $0 }
                return await client.error(request)
            }
            task.cancel()
            started.withLock { $0 = true }
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == false)
            let next = try await client.text(TestClient.request(server.url("/ok")))
            #expect(next.text == "ok")
            let requests = await server.said("request")
            #expect(requests.allSatisfy { $0.hasSuffix("/ok") })
        }
    }

    @Test func whoWaitsForATurnCanBeCancelled() async throws {
        try await TestClient.withServer({ $0.connectionsPerOriginMax = 1 }) { client, server in
            let holder = try await client.send(TestClient.request(server.url("/stall")))
            let waiting = TestClient.request(server.url("/seen"))
            let task = Task { await client.error(waiting) }
            task.cancel()
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == false)
            _ = consume holder
            let next = try await client.text(TestClient.request(server.url("/ok")))
            #expect(next.text == "ok")
            let headers = await server.said("header")
            #expect(headers.isEmpty)
        }
    }

    @Test func shutdownEndsWhatIsBeingRead() async throws {
        try await TestClient.withServer { client, server in
            let response = try await client.send(TestClient.request(server.url("/stall")))
            _ = try await response.body.next()
            await client.shutdown()
            let error = await #expect(throws: HTTPError.self) { try await response.body.next() }
            #expect(error?.code == .cancelled)
            await server.waitForClose(of: "/stall")
        }
    }

    @Test func aClientLivesAsLongAsABody() async throws {
        try await HostileServer.with { server in
            func send() async throws -> HTTPResponse {
                var configuration = HTTPClient.Configuration()
                configuration.proxies = .none
                return try await HTTPClient(configuration).send(TestClient.request(server.url("/sized/2000000")))
            }
            let body = try await send().body.collect()
            #expect(body.count == 2_000_000)
            // Nobody refers to the client any more: its kept connection is closed with it.
            await server.waitForClose(of: "/sized/2000000")
        }
    }
}

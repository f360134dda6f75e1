import Glibc
import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct DeadlinesTests {
    @Test func aServerThatDripsPassesTheIdleDeadlineAndNotTheTotal() async throws {
        try await TestClient.withServer { client, server in
            let error = await client.error(
                TestClient.request(server.url("/drip"), idle: .seconds(100), total: .milliseconds(500)))
            #expect(error?.code == .totalTimedOut)
            #expect(error?.requestSent == true)
            // More than one piece came, each after a while.
            let sent = await server.waitForClose(of: "/drip")
            #expect(sent > 3)
        }
    }

    @Test func headersThatDripMeetTheTotalDeadline() async throws {
        try await TestClient.withServer { client, server in
            let error = await client.error(
                TestClient.request(server.url("/drip-head"), idle: .seconds(100), total: .milliseconds(500)))
            #expect(error?.code == .totalTimedOut)
            await server.waitForClose(of: "/drip-head")
        }
    }

    private static let silent: [Named<String>] = [Named("before the head", "/silent"), Named("in the body", "/stall")]

    @Test(arguments: silent)
    func silenceMeetsTheIdleDeadline(path: Named<String>) async throws {
        try await TestClient.withServer { client, server in
            let start = ContinuousClock.now
            let error = await client.error(TestClient.request(server.url(path.value), idle: .milliseconds(300)))
            #expect(error?.code == .idleTimedOut)
            #expect(error?.requestSent == true)
            #expect(ContinuousClock.now - start >= .milliseconds(300))
            await server.waitForClose(of: path.value)
        }
    }

    @Test func aServerThatDoesNotReadTheBodyIsSilent() async throws {
        try await TestClient.withServer { client, server in
            let body = [UInt8](repeating: 0x78, count: 32 << 20)
            let error = await client.error(
                TestClient.request(server.url("/unread"), method: "POST", body: body, idle: .milliseconds(300)))
            #expect(error?.code == .idleTimedOut)
            #expect(error?.requestSent == true)
        }
    }

    @Test func aConnectionThatNobodyAcceptsMeetsItsDeadline() async throws {
        // The queue of this listener holds one connection, which nobody takes out. The system drops every further one.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                #expect(bind(listener, pointer, length) == 0)
                #expect(listen(listener, 0) == 0)
                #expect(getsockname(listener, pointer, &length) == 0)
            }
        }
        let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
        try await TestClient.with { client in
            async let first = client.error(
                TestClient.request(url, connect: .milliseconds(400), idle: .milliseconds(400)))
            async let second = client.error(
                TestClient.request(url, connect: .milliseconds(400), idle: .milliseconds(400)))
            async let third = client.error(
                TestClient.request(url, connect: .milliseconds(400), idle: .milliseconds(400)))
            let errors = await [first, second, third]
            #expect(errors.contains { $0?.code == .connectTimedOut && $0?.requestSent == false })
            #expect(errors.allSatisfy { $0?.code == .connectTimedOut || $0?.code == .idleTimedOut })
        }
    }

    @Test func whoWaitsForATurnMeetsTheTotalDeadlineOnly() async throws {
        try await TestClient.withServer({ $0.connectionsPerOriginMax = 1 }) { client, server in
            let holder = try await client.send(TestClient.request(server.url("/stall")))
            let error = await client.error(
                TestClient.request(
                    server.url("/ok"), connect: .milliseconds(1), idle: .milliseconds(1), total: .milliseconds(300)))
            #expect(error?.code == .totalTimedOut)
            #expect(error?.requestSent == false)
            let requests = await server.said("request")
            #expect(requests.count == 1)
            let piece = try await holder.body.next()
            #expect(piece == Array("begin".utf8))
        }
    }

    @Test func aReaderThatIsSlowIsNoSilenceOfTheServer() async throws {
        try await TestClient.withServer({ $0.bufferBytesMax = 1_024 }) { client, server in
            let response = try await client.send(TestClient.request(server.url("/flood"), idle: .milliseconds(200)))
            // The server waits for half a second before it says so.
            await server.waitFor { $0.hasPrefix("blocked /flood") }
            for _ in 0..<100 {
                let piece = try await response.body.next()
                #expect(piece?.isEmpty == false)
            }
        }
    }
}

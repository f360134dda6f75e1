import Glibc
import ReeveHTTPClient
import TestSupport
import Testing

/// Connections: kept, shared, lost, refused.
@Suite(.timeLimit(.minutes(5))) struct HTTPClientConnectionTests {
    @Test func aKeptConnectionIsUsedAgain() async throws {
        try await TestClient.withServer { client, server in
            for _ in 0..<5 { _ = try await client.text(TestClient.request(server.url("/ok"))) }
            let requests = await server.said("request")
            #expect(Set(requests.map { $0.split(separator: " ")[1] }).count == 1)
        }
    }

    @Test func aConnectionThatTheServerClosedBetweenRequestsDoesNoHarm() async throws {
        try await TestClient.withServer { client, server in
            for _ in 0..<10 {
                let answer = try await client.text(
                    TestClient.request(server.url("/close-after"), method: "POST", body: [0x61]))
                #expect(answer.text == "ok")
            }
            let requests = await server.said("request")
            #expect(requests.count == 10)
        }
    }

    @Test func aRequestThatMayHaveBeenSeenIsNotSentTwice() async throws {
        try await TestClient.withServer { client, server in
            let post = TestClient.request(server.url("/once"), method: "POST", body: [0x61])
            _ = try await client.text(post)
            let error = await client.error(post)
            #expect(error?.code == .connectionLost)
            #expect(error?.requestSent == true)
            let requests = await server.said("request")
            #expect(requests.count == 2)
        }
    }

    @Test func aRequestWithoutEffectsIsSentAgainOnANewConnection() async throws {
        try await TestClient.withServer { client, server in
            let get = TestClient.request(server.url("/once"))
            _ = try await client.text(get)
            let second = try await client.text(get)
            #expect(second.text == "ok")
            let requests = await server.said("request")
            #expect(requests.count == 3)
        }
    }

    @Test func whereNobodyListensNothingWasSent() async throws {
        try await TestClient.with { client in
            let error = await client.error(TestClient.request("http://127.0.0.1:1/"))
            #expect(error?.code == .connectFailed)
            #expect(error?.requestSent == false)
        }
    }

    @Test func aNameThatDoesNotExistIsSaid() async throws {
        try await TestClient.with { client in
            let error = await client.error(TestClient.request("http://does-not-exist.invalid/"))
            #expect(error?.code == .nameNotResolved)
            #expect(error?.requestSent == false)
        }
    }

    @Test func noMoreConnectionsThanAllowedAreOpen() async throws {
        try await TestClient.withServer({ $0.connectionsPerOriginMax = 3 }) { client, server in
            // Each request is held back until three have come, and 30 share three connections.
            try await withThrowingTaskGroup { group in
                for _ in 0..<30 {
                    group.addTask {
                        let answer = try await client.text(TestClient.request(server.url("/late/3")))
                        #expect(answer.text == "ok")
                    }
                }
                try await group.waitForAll()
            }
            let requests = await server.said("request")
            #expect(Set(requests.map { $0.split(separator: " ")[1] }).count == 3)
        }
    }

    @Test func theEgressListIsAskedForTheAddress() async throws {
        try await HostileServer.with { server in
            let cases: [(list: EgressList?, host: String, isAllowed: Bool)] = [
                (nil, "127.0.0.1", true), (nil, "localhost", true),
                (EgressList([]), "127.0.0.1", false), (EgressList([.host("localhost")]), "localhost", true),
                (EgressList([.host("localhost")]), "127.0.0.1", false),
                (try EgressList.parse(["127.0.0.0/8", "::1"]).get(), "localhost", true),
                // Names are resolved, and the address is refused.
                (try EgressList.parse(["10.0.0.0/8"]).get(), "localhost", false),
                (try EgressList.parse(["0.0.0.0/0", "::/0"]).get(), "localhost", false),
            ]
            for (list, host, isAllowed) in cases {
                try await TestClient.with({ $0.egress = list }) { client in
                    let error = await client.error(TestClient.request(server.url("/ok", host: host)))
                    #expect(error?.code == (isAllowed ? nil : .egressDenied), "\(host) \(list?.entries ?? [])")
                    #expect(error?.requestSent != true)
                }
            }
            let requests = await server.said("request")
            #expect(requests.count == cases.count(where: \.isAllowed))
        }
    }

    @Test func aProxyGetsTheRequestAndNamesAreJudged() async throws {
        try await HostileServer.with { server in
            try await TestClient.with({ $0.proxies = .through(server.url("")) }) { client in
                let answer = try await client.text(TestClient.request("http://api.example.com/x"))
                #expect(answer.status == 404)
                let requests = await server.said("request")
                #expect(requests.map { $0.split(separator: " ")[3] } == ["http://api.example.com/x"])
            }
            try await TestClient.with({
                $0.proxies = .through(server.url(""))
                $0.egress = EgressList([.host("other.example.com")])
            }) { client in
                let error = await client.error(TestClient.request("http://api.example.com/x"))
                #expect(error?.code == .egressDenied)
                let requests = await server.said("request")
                #expect(requests.count == 1)
            }
        }
    }

    @Test func credentialsAreForTheOriginAndNotForTheProxyOfATunnel() async throws {
        try await HostileServer.with { server in
            try await TestClient.with({ $0.proxies = .through(server.url("")) }) { client in
                let error = await client.error(
                    TestClient.request("https://api.example.com/seen", headers: [("Authorization", "Bearer secret")]))
                // The server knows no CONNECT.
                #expect(error?.code == .connectFailed)
                #expect(error?.requestSent == false)
                let requests = await server.said("request")
                #expect(requests.map { $0.split(separator: " ")[2] } == ["CONNECT"])
                let headers = await server.said("header")
                #expect(headers.allSatisfy { !$0.contains("secret") })
            }
        }
    }

    @Test func nothingLoadsTheLibraryBeforeTheFirstRequest() async throws {
        await #expect(processExitsWith: .success) {
            /// Foundation reads a file of /proc up to its first page.
            func isLoaded() -> Bool {
                let maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
                defer { close(maps) }
                var text: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65_536)
                while case let count = read(maps, &chunk, chunk.count), count > 0 { text += chunk[..<count] }
                return String(decoding: text, as: UTF8.self).contains("/libcurl.so.4")
            }
            var configuration = HTTPClient.Configuration()
            configuration.proxies = .none
            let client = HTTPClient(configuration)
            let refused = await client.error(TestClient.request("file:///etc/passwd"))
            guard !isLoaded(), refused?.code == .invalidRequest else { exit(1) }
            let error = await client.error(TestClient.request("http://127.0.0.1:1/"))
            guard isLoaded(), error?.code == .connectFailed else { exit(2) }
            await client.shutdown()
        }
    }
}

import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPClientScaleTests {
    private static func residentBytes() throws -> Int {
        let status = String(decoding: try TestFolder.read("/proc/self/statm"), as: UTF8.self)
        return (status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }

    @Test func twoHundredBodiesThatNobodyReadsTakeTheirBuffersAndNoMore() async throws {
        let count = 200
        try await TestClient.withServer({ $0.connectionsPerOriginMax = count }) { client, server in
            let before = try Self.residentBytes()
            let responses = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                for _ in 0..<count {
                    group.addTask { try await client.send(TestClient.request(server.url("/flood"))) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // The server would send for ever; each of its connections stands still.
            await server.waitFor(count) { $0.hasPrefix("blocked /flood") }
            let growth = try Self.residentBytes() - before
            // 256 KiB each are 50 MiB. Other tests grow in this process meanwhile. Without the bound the servers, which
            // all stand still by now, would have filled it.
            #expect(growth < 1 << 30, "\(growth >> 20) MiB")
            #expect(responses.count == count)
        }
    }

    @Test func twoHundredBodiesAtOnceArriveWhole() async throws {
        let size = 2 << 20
        try await TestClient.withServer({ $0.connectionsPerOriginMax = 200 }) { client, server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask {
                        let response = try await client.send(TestClient.request(server.url("/sized/\(size)")))
                        var count = 0
                        while let piece = try await response.body.next() { count += piece.count }
                        #expect(count == size)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

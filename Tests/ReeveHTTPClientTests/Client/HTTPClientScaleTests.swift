import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct HTTPClientScaleTests {
    private static func residentBytes() throws -> Int {
        let status = String(decoding: try TestFolder.read("/proc/self/statm"), as: UTF8.self)
        return (status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }

    @Test func twoHundredBodiesAtOnceTakeNoMoreThanTheirBuffers() async throws {
        let size = 4 << 20
        try await TestClient.withServer({ $0.connectionsPerOriginMax = 200 }) { client, server in
            let before = try Self.residentBytes()
            let most = Observed(0)
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask {
                        let response = try await client.send(TestClient.request(server.url("/sized/\(size)")))
                        var count = 0
                        while let piece = try await response.body.next() {
                            count += piece.count
                            let now = try Self.residentBytes()
                            most.withLock { $0 = max($0, now) }
                        }
                        #expect(count == size)
                    }
                }
                try await group.waitForAll()
            }
            let growth = most.withLock { $0 } - before
            // 800 MiB came; 200 buffers of 256 KiB and as much again on the way to their readers are 100 MiB.
            print("HTTPClientScaleTests: 200 bodies of 4 MiB took \(growth >> 20) MiB")
            #expect(growth < 250 << 20)
        }
    }
}

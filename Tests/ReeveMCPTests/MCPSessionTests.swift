import ReeveJSON
import ReeveMCP
import Testing

@Suite struct MCPSessionTests {
    @Test(arguments: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
    func everyRevisionIsAgreedAndServed(revision: String) async throws {
        try await StandIn.withSession(revision, "noise-first") { session, _ async throws in
            let server = session.server
            #expect(server.protocolVersion == revision)
            #expect(server.era == (revision == "2026-07-28" ? .modern : .legacy))
            #expect(server.name == "stand-in")
            #expect(server.version == "1")
            #expect(server.instructions == "be kind")
            #expect(try await session.listTools().map(\.name) == ["echo"])
            let result = try await session.callTool("echo", arguments: ["größe": [1, "x", .null]])
            #expect(result.structuredContent == ["größe": [1, "x", .null]])
            #expect(!result.isError)
            try await session.ping()
            #expect(session.counters.noiseLines == 2)
            #expect(session.isReusable)
        }
    }
}

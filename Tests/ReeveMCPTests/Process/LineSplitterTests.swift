import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct LineSplitterTests {
    @Test func aFiftyMegabyteLineEndsTheSession() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("huge-line") }
            #expect(error?.code == .lineTooLong)
            #expect(error?.requestSent == true)
            #expect(session.end == .lineTooLong)
            #expect(!session.isReusable)
        }
    }

    @Test func aLineBelowTheCapPasses() async throws {
        var options = ChildProcess.Options()
        options.lineBytesMax = 6 << 20
        try await StandIn.withSession(process: options) { session, _ async throws in
            let result = try await session.callTool("huge-line", arguments: ["megabytes": 5])
            #expect(result.text?.utf8.count == 5_000_000)
        }
    }

    @Test func charactersSplitAcrossWritesArePutTogether() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("split-utf8").text == "größe 😀 日本")
        }
    }
}

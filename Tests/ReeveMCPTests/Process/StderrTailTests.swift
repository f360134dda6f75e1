import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct StderrTailTests {
    @Test func standardErrorFloodsAreBounded() async throws {
        try await StandIn.withSession { session, process async throws in
            _ = try await session.callTool("flood-stderr")
            let late = await errorOf { try await session.callTool("exit-mid-call") }
            #expect(process.stderrByteCount == 5_000_000 + 12 + "giving up\n".utf8.count)
            #expect(late?.condition.lastLines.count == 50)
            #expect(late?.condition.lastLines.last == "no line feedgiving up")
        }
    }
}

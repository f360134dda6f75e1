import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct OutboxTests {
    @Test func aServerThatStopsReadingBlocksNobody() async throws {
        let timer = ManualTimer()
        try await StandIn.withSession(timer: timer) { session, _ async throws in
            _ = try await session.callTool("stop-reading")
            let big = String(repeating: "x", count: 4_000_000)
            let soon = timer.now.advanced(by: .milliseconds(200))
            async let first = errorOf {
                try await session.callTool("echo", arguments: ["big": .string(big)], deadline: soon)
            }
            async let second = errorOf { try await session.callTool("echo", deadline: soon) }
            await timer.untilScheduled(2)
            timer.advance(by: .milliseconds(200))
            let errors = await [first, second]
            #expect(errors.map { $0?.code } == [.timedOut, .timedOut])
            // One of the two got into the pipe first; of the other no byte was written.
            #expect(errors.contains { $0?.requestSent == true })
        }
    }

    @Test func aQueuedRequestThatWasNeverWrittenIsRetryable() async throws {
        let timer = ManualTimer()
        try await StandIn.withSession(timer: timer) { session, _ async throws in
            _ = try await session.callTool("stop-reading")
            let big = String(repeating: "x", count: 1_000_000)
            // A request has its deadline once it was handed to the pipe: the first has filled it before the second is made.
            let first = Task { await errorOf { try await session.callTool("echo", arguments: ["big": .string(big)]) } }
            await timer.untilScheduled(1)
            let late = Task {
                await errorOf {
                    try await session.callTool("echo", deadline: timer.now.advanced(by: .milliseconds(100)))
                }
            }
            await timer.untilScheduled(2)
            timer.advance(by: .milliseconds(100))
            let second = await late.value
            #expect(second?.code == .timedOut)
            #expect(second?.requestSent == false)
            #expect(second?.isRetryable == true)
            first.cancel()
            let error = await first.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == true)
        }
    }

    @Test func pingFloodsDoNotPileUpAnswers() async throws {
        try await StandIn.withSession { session, _ async throws in
            // The server does not read while it floods; answers beyond a small queue are dropped.
            #expect(try await session.callTool("ping-flood").text == "flooded")
        }
    }
}

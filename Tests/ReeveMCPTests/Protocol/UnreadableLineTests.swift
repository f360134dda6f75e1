import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct UnreadableLineTests {
    @Test func noiseOnStandardOutputIsCountedAndSkipped() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("noise").text == "after noise")
            // The empty line is not counted; the array is no message in this revision.
            #expect(session.counters.noiseLines == 5)
        }
    }

    @Test func halfALineOfJSONIsNoise() async throws {
        try await StandIn.withSession { session, _ async throws in
            for _ in 0..<3 { #expect(try await session.callTool("half-line").text == "whole") }
            #expect(session.counters.noiseLines == 6)
            #expect(session.isReusable)
        }
    }

    @Test func anUnreadableAnswerFailsTheCallThatItNames() async throws {
        let timer = ManualTimer()
        try await StandIn.withSession(timer: timer) { session, _ async throws in
            let other = Task { await errorOf { try await session.callTool("never") } }
            await timer.untilScheduled(1)
            let error = await errorOf { try await session.callTool("lost-of-two") }
            #expect(error?.code == .invalidAnswer)
            #expect(error?.isEffectUnknown == true)
            #expect(session.openRequestCount == 1)
            other.cancel()
            #expect(await other.value?.code == .cancelled)
        }
    }

    @Test(arguments: ["invalid-utf8", "too-deep"])
    func anUnreadableAnswerFailsTheCallAtOnce(tool: String) async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool(tool) }
            #expect(error?.code == .invalidAnswer)
            #expect(error?.isEffectUnknown == true)
        }
    }
}

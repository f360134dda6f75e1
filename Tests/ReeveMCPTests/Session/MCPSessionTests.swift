import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
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

    @Test func aRequestAboveTheCapIsNotSent() async throws {
        var options = SessionOptions()
        options.limits.requestBytesMax = 1_000
        try await StandIn.withSession(options: options) { session, _ async throws in
            let big = String(repeating: "x", count: 1_000)
            let error = await errorOf { try await session.callTool("echo", arguments: ["big": .string(big)]) }
            #expect(error?.code == .requestTooLarge)
            #expect(error?.requestSent == false)
            #expect(session.isReusable)
        }
    }

    @Test func silenceEndsAtTheDeadlineAndTheLateAnswerIsIgnored() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf {
                try await session.callTool("late", deadline: .now.advanced(by: .milliseconds(100)))
            }
            #expect(error?.code == .timedOut)
            #expect(error?.requestSent == true)
            #expect(error?.isEffectUnknown == true)
            #expect(!session.isReusable)
            #expect(try await session.callTool("flush-late").text == "flushed")
            #expect(session.counters.lateAnswers == 1)
        }
    }

    @Test func aCancelledTaskCancelsTheCall() async throws {
        let timer = ManualTimer()
        try await StandIn.withSession(timer: timer) { session, _ async throws in
            let call = Task { await errorOf { try await session.callTool("never") } }
            await timer.untilScheduled(1)
            call.cancel()
            #expect(await call.value?.code == .cancelled)
            let early = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await errorOf { try await session.callTool("never") }
            }
            let error = await early.value
            #expect(error?.code == .cancelled)
            #expect(error?.requestSent == false)
        }
    }

    @Test func anErrorThatAServerAnswersCostsNoStandardError() async throws {
        try await StandIn.withSession { session, _ async throws in
            _ = try await session.callTool("flood-stderr")
            let refused = await errorOf { try await session.callTool("rpc-error") }
            #expect(refused?.code == .serverError && refused?.condition.lastLines == [])
            let lost = await errorOf { try await session.callTool("exit-mid-call") }
            #expect(lost?.condition.lastLines.last?.hasSuffix("giving up") == true)
        }
    }
}

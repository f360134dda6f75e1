import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport
import Testing

/// Servers that break the rules; after each test no process of theirs is left.
@Suite struct HostileServerTests {
    @Test func noiseOnStandardOutputIsCountedAndSkipped() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("noise").text == "after noise")
            // The empty line is not counted; the array is no message in this revision.
            #expect(session.counters.noiseLines == 5)
        }
    }

    @Test func answersWithAForeignIDAreIgnored() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("wrong-id").text == "right")
            #expect(session.counters.foreignAnswers == 12)
        }
    }

    @Test func anIDGivenBackAsTextIsTaken() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("string-id").text == "as text")
            #expect(try await session.callTool("echo").structuredContent == [:])
            #expect(session.counters.foreignAnswers == 0)
            #expect(session.counters.lateAnswers == 1)
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

    @Test func aSecondAnswerIsIgnored() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("twice").text == "first")
            #expect(try await session.callTool("echo").structuredContent == [:])
            #expect(session.counters.lateAnswers == 1)
        }
    }

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

    @Test(arguments: ["invalid-utf8", "too-deep"])
    func anUnreadableAnswerFailsTheCallAtOnce(tool: String) async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool(tool) }
            #expect(error?.code == .invalidAnswer)
            #expect(error?.isEffectUnknown == true)
        }
    }

    @Test(arguments: ["odd-result", "list-result", "odd-result-type"])
    func anAnswerOfAnotherShapeIsInvalid(tool: String) async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(await errorOf { try await session.callTool(tool) }?.code == .invalidAnswer)
        }
    }

    @Test func anExitDuringACallTellsStatusAndLastWords() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("exit-mid-call") }
            #expect(error?.code == .serverExited)
            #expect(error?.condition.ending == .process(.exited(7)))
            #expect(error?.condition.lastLines.last == "giving up")
            #expect(error?.requestSent == true)
            #expect(error?.isRetryable == false)
            // Nothing of the next call reaches anybody.
            let next = await errorOf { try await session.callTool("echo") }
            #expect(next?.code == .serverExited)
            #expect(next?.requestSent == false)
            #expect(next?.isRetryable == true)
            #expect(next?.condition.ending == .process(.exited(7)))
        }
    }

    @Test func aKilledServerTellsTheSignal() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("killed-mid-call") }
            #expect(error?.code == .serverExited)
            #expect(error?.condition.ending == .process(.signalled(SIGKILL)))
        }
    }

    @Test func anExitInTheMiddleOfALineIsAnExit() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("exit-mid-line") }
            #expect(error?.code == .serverExited)
            #expect(error?.condition.ending == .process(.exited(0)))
        }
    }

    @Test func aClosedOutputIsALostConnectionAlthoughTheServerLives() async throws {
        try await StandIn.withSession { session, process async throws in
            let error = await errorOf { try await session.callTool("close-stdout") }
            #expect(error?.code == .connectionLost)
            #expect(error?.condition.ending == nil)
            #expect(error?.requestSent == true)
            #expect(StandIn.isAlive(process.group.pgid))
        }
    }

    @Test func aClosedInputFailsTheNextCallAsNotSent() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("close-stdin").text == "closed")
            let error = await errorOf { try await session.callTool("echo") }
            #expect(error?.code == .connectionLost)
            #expect(error?.requestSent == false)
        }
    }

    @Test func progressFloodsAreBounded() async throws {
        let notes = Notes()
        try await StandIn.withSession { session, _ async throws in
            let result = try await session.callTool("flood-progress") { note in notes.add(note) }
            #expect(result.text == "flooded")
            #expect(notes.all.count == 1_000)
            #expect(notes.all.map(\.progress) == (0..<1_000).map(Double.init))
            #expect(notes.all.last?.total == 20_000)
            #expect(session.counters.droppedProgressNotes == 19_003)
        }
    }

    @Test func progressOfNoCallIsDropped() async throws {
        let notes = Notes()
        try await StandIn.withSession { session, _ async throws in
            _ = try await session.callTool("foreign-progress") { note in notes.add(note) }
            #expect(notes.all.isEmpty)
            #expect(session.counters.droppedProgressNotes == 3)
        }
    }

    @Test func standardErrorFloodsAreBounded() async throws {
        try await StandIn.withSession { session, process async throws in
            _ = try await session.callTool("flood-stderr")
            let late = await errorOf { try await session.callTool("exit-mid-call") }
            #expect(process.stderrByteCount == 5_000_000 + 12 + "giving up\n".utf8.count)
            #expect(late?.condition.lastLines.count == 50)
            #expect(late?.condition.lastLines.last == "no line feedgiving up")
        }
    }

    @Test func pingFloodsDoNotPileUpAnswers() async throws {
        try await StandIn.withSession { session, _ async throws in
            // The server does not read while it floods; answers beyond a small queue are dropped.
            #expect(try await session.callTool("ping-flood").text == "flooded")
        }
    }

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

    @Test(arguments: [
        ("same-cursor-new-tools", MCPError.Code.endlessList), ("endless-cursor", .endlessList),
        ("many-tools", .endlessList), ("odd-cursor", .invalidAnswer), ("odd-list", .invalidAnswer),
    ])
    func badListsAreRefused(mode: String, code: MCPError.Code) async throws {
        var options = SessionOptions()
        options.limits.listPagesMax = 100
        try await StandIn.withSession(mode, options: options) { session, _ async throws in
            #expect(await errorOf { try await session.listTools() }?.code == code)
            #expect(session.isReusable)
        }
    }

    @Test func theEmptyTextEndsTheListOfALegacyServerAndIsACursorOfAModernOne() async throws {
        try await StandIn.withSession("empty-cursor") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a"])
        }
        try await StandIn.withSession("empty-cursor", "2026-07-28") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a", "b", "c"])
        }
    }

    @Test func aRepeatedCursorWithNothingNewEndsTheListWithAFinding() async throws {
        try await StandIn.withSession("same-cursor") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a"])
            #expect(session.counters.repeatedCursors == 1)
        }
    }

    @Test func entriesAreGivenAsTheyAreListed() async throws {
        try await StandIn.withSession("two-of-one-name") { session, _ async throws in
            let names = ["a", "b", "b", "", String(repeating: "n", count: 129), String(repeating: "n", count: 128), ""]
            #expect(try await session.listTools().map(\.name) == names)
            #expect(session.counters.repeatedCursors == 0)
        }
    }

    @Test func aServerWithoutToolsIsNotAsked() async throws {
        try await StandIn.withSession("no-tools", "odd-list") { session, _ async throws in
            #expect(try await session.listTools().isEmpty)
        }
    }
}

extension HostileServerTests {
    final class Notes: Sendable {
        private let state = Mutex<([ProgressNote], [String])>(([], []))
        func add(_ note: ProgressNote) { state.withLock { $0.0.append(note) } }
        func add(line: String) { state.withLock { $0.1.append(line) } }
        var all: [ProgressNote] { state.withLock { $0.0 } }
        var lines: [String] { state.withLock { $0.1 } }
    }
}

import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// How a child process ends, and what its session is told.
@Suite struct ChildLoopTests {
    private static let quick = Teardown(closeGrace: .milliseconds(100), terminateGrace: .milliseconds(100))

    private func childPID(_ session: MCPSession, _ tool: String) async throws -> Int32 {
        let pid = try await session.callTool(tool).structuredContent?["pid"]?.int
        return Int32(try #require(pid))
    }

    @Test func aPoliteServerEndsWithItsInput() async throws {
        try await StandIn.withSession { session, process async throws in
            await session.close(Teardown(closeGrace: .seconds(30), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.exited(0)))
            #expect(await errorOf { try await session.callTool("echo") }?.code == .closed)
        }
    }

    @Test func aServerThatIgnoresItsInputIsTerminated() async throws {
        try await StandIn.withSession("ignore-eof") { session, process async throws in
            await session.close(Teardown(closeGrace: .milliseconds(50), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.signalled(SIGTERM)))
        }
    }

    @Test func aServerThatIgnoresTermIsKilledWithItsGrandchild() async throws {
        try await StandIn.withSession("ignore-eof", "ignore-term") { session, process async throws in
            let grandchild = try await childPID(session, "grandchild")
            #expect(StandIn.liveMembers(of: process.group.pgid).count == 2)
            await session.close(Self.quick)
            #expect(process.condition.ending == .process(.signalled(SIGKILL)))
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test func aGrandchildOfAServerThatEndedByItselfIsKilled() async throws {
        try await StandIn.withSession { session, process async throws in
            let grandchild = try await childPID(session, "grandchild-then-exit")
            await session.close(Teardown(closeGrace: .seconds(30), terminateGrace: .seconds(30)))
            #expect(process.condition.ending == .process(.exited(0)))
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test func aSecondCloseBringsTheEndForward() async throws {
        try await StandIn.withSession("ignore-eof", "ignore-term") { session, process async throws in
            let clock = ContinuousClock.now
            async let slow: Void = session.close(Teardown(closeGrace: .seconds(60), terminateGrace: .seconds(60)))
            await session.close(.immediate)
            await slow
            #expect(clock.duration(to: .now) < .seconds(100))
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

    @Test(arguments: ["detached-grandchild", "daemon"])
    func aGrandchildInAnotherSessionIsKilled(tool: String) async throws {
        try await StandIn.withSession(withLauncher: true) { session, process async throws in
            let grandchild = try await childPID(session, tool)
            #expect(StandIn.isAlive(grandchild))
            #expect(!StandIn.liveMembers(of: process.group.pgid).contains(grandchild))
            await session.close(Self.quick)
            #expect(!StandIn.isAlive(grandchild))
        }
    }

    @Test func aProcessThatWasNeverServedIsEndedToo() async throws {
        let process = try await ChildProcess.spawn(StandIn.launch(["ignore-eof", "ignore-term"]))
        await process.close(Self.quick)
        #expect(StandIn.liveMembers(of: process.group.pgid).isEmpty)
        await process.close()
    }
}

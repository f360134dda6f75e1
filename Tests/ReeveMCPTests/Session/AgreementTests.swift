import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// A server that is late, or silent: both questions stay open.
@Suite struct AgreementTests {
    private static let discovered: JSONObject = [
        "supportedVersions": ["2026-07-28"], "capabilities": [:], "resultType": "complete",
    ]
    private static let initialized: JSONObject = ["protocolVersion": "2025-06-18", "capabilities": [:]]
    private static let unsupported: JSONObject = [
        "code": -32022, "message": "unsupported", "data": ["supported": ["2026-07-28"]],
    ]

    private static func refusal(of request: JSONValue, _ error: JSONObject) -> JSONValue {
        ["jsonrpc": "2.0", "id": request["id"] ?? .null, "error": .object(error)]
    }

    /// A server whose words the test speaks, and the opening of a session with it.
    private func open(
        _ options: SessionOptions = SessionOptions(), timer: ManualTimer
    ) -> (server: SpokenServer, opening: Task<MCPSession, any Error>) {
        let server = SpokenServer()
        return (server, Task { try await MCPSession.open(server, options: options, timer: timer) })
    }

    @Test(arguments: [false, true])
    func aLateAnswerToTheFirstQuestionSettlesModern(refusesSecond: Bool) async throws {
        let timer = ManualTimer()
        let (server, opening) = open(timer: timer)
        let first = await server.request("server/discover")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(5))
        let second = await server.request("initialize")
        timer.advance(by: .seconds(20))
        if refusesSecond { server.say(Self.refusal(of: second, Self.unsupported)) }
        server.say(answer(first, Self.discovered))
        let session = try await opening.value
        #expect(session.server.era == .modern)
        if !refusesSecond { server.say(Self.refusal(of: second, Self.unsupported)) }
        #expect(session.counters.lateAnswers == (refusesSecond ? 0 : 1))
        #expect(server.methods == ["server/discover", "initialize"])
    }

    @Test func theFirstAnswerSettlesItAlsoWhereItIsTheSecondQuestions() async throws {
        let timer = ManualTimer()
        let (server, opening) = open(timer: timer)
        let first = await server.request("server/discover")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(5))
        server.say(answer(await server.request("initialize"), Self.initialized))
        let session = try await opening.value
        server.say(answer(first, Self.discovered))
        #expect(session.server.era == .legacy)
        #expect(session.counters.lateAnswers == 1)
    }

    @Test func aServerThatRefusesBothIsAskedOnceMoreWhereItSaysThatItIsModern() async throws {
        let (server, opening) = open(timer: ManualTimer())
        server.say(Self.refusal(of: await server.request("server/discover"), ["code": -32603, "message": "starting"]))
        server.say(Self.refusal(of: await server.request("initialize"), Self.unsupported))
        server.say(answer(await server.request("server/discover"), Self.discovered))
        #expect(try await opening.value.server.era == .modern)
    }

    @Test func aShortTimeoutLeavesRoomForTheSecondQuestion() async throws {
        let timer = ManualTimer()
        var options = SessionOptions()
        options.openTimeout = .seconds(3)
        let (server, opening) = open(options, timer: timer)
        _ = await server.request("server/discover")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(1))
        server.say(answer(await server.request("initialize"), Self.initialized))
        #expect(try await opening.value.server.era == .legacy)
    }

    @Test func whatIsRememberedIsAskedFirstAndAskedAnewWhereItDoesNotHold() async throws {
        var options = SessionOptions()
        options.guess = .legacy
        let (server, opening) = open(options, timer: ManualTimer())
        server.say(answer(await server.request("initialize"), Self.initialized))
        #expect(try await opening.value.server.era == .legacy)
        #expect(server.methods == ["initialize", "notifications/initialized"])

        for error in [Self.unsupported, ["code": -32601, "message": "no such method"]] {
            let (server, opening) = open(options, timer: ManualTimer())
            server.say(Self.refusal(of: await server.request("initialize"), error))
            server.say(answer(await server.request("server/discover"), Self.discovered))
            #expect(try await opening.value.server.era == .modern)
        }

        let timer = ManualTimer()
        let (silent, late) = open(options, timer: timer)
        _ = await silent.request("initialize")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(5))
        silent.say(answer(await silent.request("server/discover"), Self.discovered))
        #expect(try await late.value.server.era == .modern)
    }

    @Test func aSlowModernProcessIsAgreedWith() async throws {
        var options = SessionOptions(.auto, discoverTimeout: .milliseconds(100))
        options.openTimeout = .seconds(240)
        let launch = StandIn.launch(["2026-07-28", "delay=0.5"])
        try await StandIn.withSession(of: launch, options: options) { session, _ async throws in
            #expect(session.server.era == .modern)
            #expect(try await session.callTool("echo").structuredContent == [:])
        }
    }

    @Test func whatIsPrintedInsteadOfMessagesIsTold() async throws {
        let timer = ManualTimer()
        let (server, opening) = open(timer: timer)
        _ = await server.request("server/discover")
        server.print("Listening on http://127.0.0.1:8000")
        server.print("Press Ctrl-C to stop")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(30))
        let error = await errorOf { try await opening.value }
        #expect(error?.code == .timedOut)
        #expect(error?.printed == "Listening on http://127.0.0.1:8000")
    }

    @Test func aUsageTextEndsTheOpeningBeforeTheDeadline() async throws {
        let timer = ManualTimer()
        let (server, opening) = open(timer: timer)
        _ = await server.request("server/discover")
        server.print("Usage: server [--port N]")
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(5))
        let error = await errorOf { try await opening.value }
        #expect(error?.code == .notMCP)
        #expect(error?.printed == "Usage: server [--port N]")
    }

    @Test func anEndAfterABannerTellsBothAndTheStatus() async throws {
        let error = await errorOf {
            try await MCPSession.open(
                try await ChildProcess.spawn(StandIn.launch(["prints-banner", "then-exits"])),
                options: SessionOptions().patient)
        }
        #expect(error?.code == .serverExited)
        #expect(error?.condition.ending == .process(.exited(9)))
        #expect(error?.condition.lastLines == ["address in use"])
        #expect(error?.printed == "Listening on http://127.0.0.1:8000")
    }
}

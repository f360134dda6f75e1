import Foundation
import ReeveJSON
import ReeveMCP
import Synchronization
import TestSupport
import Testing

@Suite struct AgreementTests {
    /// Opens a session with the stand-in and says what was agreed, or the code of the failure.
    private func agreed(
        _ modes: String..., preference: ProtocolPreference = .auto, discoverTimeout: Duration = .seconds(120)
    ) async throws -> (description: ServerDescription?, error: MCPError?) {
        let process = try await ChildProcess.spawn(StandIn.launch(modes))
        var options = SessionOptions(preference, discoverTimeout: discoverTimeout)
        options.openTimeout = .seconds(240)
        do {
            let session = try await MCPSession.open(
                process, options: options)
            await session.close(.immediate)
            #expect(StandIn.liveMembers(of: process.group.pgid).isEmpty)
            return (session.server, nil)
        } catch {
            // A failed opening leaves nothing behind.
            #expect(StandIn.liveMembers(of: process.group.pgid).isEmpty)
            #expect(!error.requestSent)
            return (nil, error)
        }
    }

    @Test(arguments: ["odd-discover-error", "yes-to-all", "lists-legacy", "slow-start"])
    func anythingButAModernAnswerMeansLegacy(mode: String) async throws {
        #expect(try await agreed(mode).description?.protocolVersion == "2025-11-25")
    }

    @Test func silenceOnDiscoverMeansLegacy() async throws {
        let description = try await agreed("silent-discover", discoverTimeout: .milliseconds(100)).description
        #expect(description?.protocolVersion == "2025-11-25")
    }

    @Test func silenceIsWaitedForFiveSecondsOfTheClock() async throws {
        let timer = ManualTimer()
        let transport = InProcessTransport { message in
            guard message["method"] == "initialize" else { return [] }
            return [answer(message, ["protocolVersion": "2025-06-18", "capabilities": [:]])]
        }
        let opening = Task { try await MCPSession.open(transport, timer: timer) }
        // The deadline of the first question, and the end of the patience with it.
        await timer.untilScheduled(2)
        timer.advance(by: .milliseconds(4_999))
        #expect(timer.callCount == 2)
        timer.advance(by: .milliseconds(1))
        #expect(try await opening.value.server.protocolVersion == "2025-06-18")
    }

    @Test func aServerThatNeverAnswersEndsTheOpening() async throws {
        let timer = ManualTimer()
        let opening = Task { await errorOf { try await MCPSession.open(InProcessTransport { _ in [] }, timer: timer) } }
        await timer.untilScheduled(2)
        timer.advance(by: .seconds(5))
        // Both questions are open to the end.
        await timer.untilScheduled(2)
        timer.advance(by: .milliseconds(24_999))
        #expect(timer.callCount == 2)
        timer.advance(by: .milliseconds(1))
        #expect(await opening.value?.code == .timedOut)
    }

    @Test(arguments: ["refuses-version", "refuses-oddly", "lists-future"])
    func aModernServerWithoutACommonVersionIsRefused(mode: String) async throws {
        #expect(try await agreed(mode).error?.code == .unsupportedProtocolVersion)
    }

    @Test func aMissingCapabilityIsNoReasonToFallBack() async throws {
        let error = try await agreed("wants-capability").error
        #expect(error?.code == .serverError)
        #expect(error?.rpc?.code == -32021)
    }

    @Test(arguments: ["2025-11-25", "2024-11-05"])
    func modernIsNotAgreedWithALegacyServer(revision: String) async throws {
        #expect(try await agreed(revision, preference: .modern).error?.code == .serverError)
    }

    @Test func legacyIsAgreedWithoutAProbe() async throws {
        #expect(try await agreed("exit-on-discover", preference: .legacy).description?.era == .legacy)
    }

    @Test func aPinnedRevisionIsAgreedOrRefused() async throws {
        #expect(
            try await agreed("2025-03-26", preference: .revision("2025-03-26")).description?.protocolVersion
                == "2025-03-26")
        #expect(
            try await agreed("2025-03-26", preference: .revision("2025-06-18")).error?.code
                == .unsupportedProtocolVersion)
        #expect(
            try await agreed("2026-07-28", preference: .revision("2026-07-28")).description?.era == .modern)
        #expect(
            try await agreed(preference: .revision("1999-01-01")).error?.code == .unsupportedProtocolVersion)
    }

    @Test func anUnknownVersionOfTheServerIsRefusedNamingBoth() async throws {
        let error = try await agreed("future-initialize").error
        #expect(error?.code == .unsupportedProtocolVersion)
        #expect(error?.message.contains("2031-01-01") == true)
        #expect(error?.message.contains("2025-11-25") == true)
    }

    @Test func aRefusedInitializeFails() async throws {
        let error = try await agreed("initialize-error").error
        #expect(error?.code == .serverError)
        #expect(error?.rpc == RPCError(code: -32000, message: "not today"))
    }

    @Test func anExitAtTheStartTellsStatusAndLastWords() async throws {
        let error = try await agreed("exit-at-once").error
        #expect(error?.code == .serverExited)
        #expect(error?.condition.ending == .process(.exited(3)))
        #expect(error?.condition.lastLines == ["cannot find the configuration"])
        #expect(error?.isRetryable == true)
    }

    @Test func aServerThatEndsOnDiscoverIsStartedAgainAsLegacy() async throws {
        let session = try await MCPSession.open(
            connecting: { () async throws(MCPError) in
                try await ChildProcess.spawn(StandIn.launch(["exit-on-discover"]))
            }, options: SessionOptions().patient)
        #expect(session.server.era == .legacy)
        await session.close()
    }

    @Test func aServerThatEndsOnInitializeIsStartedAgainAsModern() async throws {
        var options = SessionOptions()
        options.guess = .legacy
        let session = try await MCPSession.open(
            connecting: { () async throws(MCPError) in
                try await ChildProcess.spawn(StandIn.launch(["exit-on-initialize", "2026-07-28"]))
            }, options: options.patient)
        #expect(session.server.era == .modern)
        await session.close()
    }

    @Test func aVersionOfferedInTheErrorIsTriedOnce() async throws {
        let asked = HostileServerTests.Notes()
        let transport = InProcessTransport { message in
            asked.add(line: message["method"]?.string ?? "")
            return [
                [
                    "jsonrpc": "2.0", "id": message["id"] ?? .null,
                    "error": ["code": -32022, "message": "no", "data": ["supported": ["2026-07-28"]]],
                ]
            ]
        }
        let error = await errorOf { try await MCPSession.open(transport, options: SessionOptions().patient) }
        #expect(error?.code == .unsupportedProtocolVersion)
        // The common version is the one that was asked for: asking again would change nothing.
        #expect(asked.lines == ["server/discover"])
    }
}

/// A server that is late, or silent: both questions stay open.
@Suite struct LateAnswerTests {
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
        let process = try await ChildProcess.spawn(StandIn.launch(["2026-07-28", "delay=0.5"]))
        let session = try await MCPSession.open(process, options: options)
        #expect(session.server.era == .modern)
        #expect(try await session.callTool("echo").structuredContent == [:])
        await session.close(.immediate)
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

/// A server whose words the test speaks.
final class SpokenServer: MCPTransport {
    private struct State {
        var receiver: (any TransportReceiver)?
        var heard: [JSONValue] = []
        /// Requests that the test has asked for already.
        var taken = 0
        var waiters: [(method: String, continuation: CheckedContinuation<JSONValue, Never>)] = []

        /// The next request that nobody has taken.
        mutating func take(_ method: String) -> JSONValue? {
            guard let index = heard.indices.dropFirst(taken).first(where: { heard[$0]["method"]?.string == method })
            else { return nil }
            taken = index + 1
            return heard[index]
        }
    }

    private let state = Mutex(State())

    var condition: TransportCondition { TransportCondition() }
    var methods: [String] { state.withLock { $0.heard.compactMap { $0["method"]?.string } } }

    func start(_ receiver: any TransportReceiver) { state.withLock { $0.receiver = receiver } }

    func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool) {
        guard ticket.begin(), let message = try? JSONParser.parse(line) else { return }
        let ready = state.withLock { state in
            state.heard.append(message)
            guard let waiter = state.waiters.first, let request = state.take(waiter.method) else {
                return nil as (CheckedContinuation<JSONValue, Never>, JSONValue)?
            }
            state.waiters.removeFirst()
            return (waiter.continuation, request)
        }
        ready?.0.resume(returning: ready?.1 ?? .null)
    }

    /// The next request of this method, once it has come.
    func request(_ method: String) async -> JSONValue {
        await withCheckedContinuation { continuation in
            let found = state.withLock { state -> JSONValue? in
                if let request = state.take(method) { return request }
                state.waiters.append((method, continuation))
                return nil
            }
            if let found { continuation.resume(returning: found) }
        }
    }

    func say(_ message: JSONValue) { print(message.canonicalText) }

    func print(_ line: String) {
        let receiver = state.withLock { $0.receiver }
        Array(line.utf8).withUnsafeBufferPointer { receiver?.receive($0) }
    }

    func close(_ teardown: Teardown) async { state.withLock { $0.receiver = nil } }
}

/// The answer to a request, as an in-process server sends it.
func answer(_ request: JSONValue, _ result: JSONObject) -> JSONValue {
    ["jsonrpc": "2.0", "id": request["id"] ?? .null, "result": .object(result)]
}

import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct MCPSessionOpeningTests {
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
        let asked = Notes()
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

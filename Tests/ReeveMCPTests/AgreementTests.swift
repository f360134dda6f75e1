import Foundation
import ReeveJSON
import ReeveMCP
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
        await timer.untilScheduled(1)
        timer.advance(by: .milliseconds(4_999))
        #expect(!opening.isCancelled)
        timer.advance(by: .milliseconds(1))
        #expect(try await opening.value.server.protocolVersion == "2025-06-18")
    }

    @Test func aServerThatNeverAnswersEndsTheOpening() async throws {
        let timer = ManualTimer()
        let opening = Task { await errorOf { try await MCPSession.open(InProcessTransport { _ in [] }, timer: timer) } }
        await timer.untilScheduled(1)
        timer.advance(by: .seconds(5))
        await timer.untilScheduled(1)
        timer.advance(by: .seconds(25))
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
        #expect(error?.exit == .exited(3))
        #expect(error?.stderrTail == ["cannot find the configuration"])
        #expect(error?.isRetryable == true)
    }

    @Test func aServerThatEndsOnDiscoverIsStartedAgainAsLegacy() async throws {
        let session = try await MCPSession.open(connecting: { () async throws(MCPError) in
            try await ChildProcess.spawn(StandIn.launch(["exit-on-discover"]))
        })
        #expect(session.server.era == .legacy)
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
        let error = await errorOf { try await MCPSession.open(transport) }
        #expect(error?.code == .unsupportedProtocolVersion)
        // The common version is the one that was asked for: asking again would change nothing.
        #expect(asked.lines == ["server/discover"])
    }
}

/// The answer to a request, as an in-process server sends it.
func answer(_ request: JSONValue, _ result: JSONObject) -> JSONValue {
    ["jsonrpc": "2.0", "id": request["id"] ?? .null, "result": .object(result)]
}

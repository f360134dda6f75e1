import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// What the server may ask of the client, and results that are no plain results.
@Suite struct InputRequestTests {

    @Test func anElicitationIsDeclinedAndTheCallGoesOn() async throws {
        try await StandIn.withSession { session, _ async throws in
            let result = try await session.callTool("elicit-and-go-on")
            #expect(!result.isError)
            #expect(result.hasDeclinedInput)
            let told = try JSONParser.parse(result.text ?? "")
            #expect(told["id"] == "e1")
            #expect(told["error"]?["code"] == -32601)
            #expect(session.isReusable)
            // The next call has nothing to do with it.
            #expect(try await session.callTool("echo").hasDeclinedInput == false)
        }
    }

    @Test func aServerThatWaitsForWhatWasDeclinedEndsAtTheDeadline() async throws {
        let timer = ManualTimer()
        try await StandIn.withSession(timer: timer) { session, _ async throws in
            let call = Task { await errorOf { try await session.callTool("elicit") } }
            await timer.untilScheduled(1)
            timer.advance(by: .seconds(240))
            #expect(await call.value?.code == .timedOut)
        }
    }

    @Test(arguments: [
        ("elicitation/create", #"{"who": {"action": "decline"}}"#), ("roots/list", #"{"who": {"roots": []}}"#),
    ])
    func anInputRequiredResultIsDeclinedAndTheCallSentAgain(method: String, told: String) async throws {
        try await StandIn.withSession("2026-07-28") { session, _ async throws in
            let result = try await session.callTool("input-rounds", arguments: ["method": .string(method)])
            #expect(result.text == "[\(told), \"s\"]")
            #expect(result.hasDeclinedInput)
            #expect(session.isReusable)
        }
    }

    @Test func aServerThatWantsOnlyToBeAskedAgainIsAskedAgain() async throws {
        try await StandIn.withSession("2026-07-28") { session, _ async throws in
            #expect(try await session.callTool("state-only").text == "went on")
        }
    }

    /// A server in this process that answers every call with `input_required` and a state of some length.
    private func openEndless(_ timer: ManualTimer, stateLength: Int = 1)
        async throws -> (MCPSession, InProcessTransport, Locked<Int>)
    {
        let calls = Locked(0)
        let transport = InProcessTransport { message in
            guard let id = message["id"] else { return [] }
            if message["method"] == "tools/call" {
                calls.withLock { $0 += 1 }
                let state = JSONValue.string(String(repeating: "s", count: stateLength))
                let result: JSONValue = ["resultType": "input_required", "requestState": state]
                return [["jsonrpc": "2.0", "id": id, "result": result]]
            }
            return [
                [
                    "jsonrpc": "2.0", "id": id,
                    "result": ["supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]]],
                ]
            ]
        }
        var options = SessionOptions(.modern)
        options.limits.requestBytesMax = 4_000
        return (try await MCPSession.open(transport, options: options, timer: timer), transport, calls)
    }

    @Test func aDeadlineBetweenTwoRoundsLeavesTheCallSent() async throws {
        let timer = ManualTimer()
        let (session, _, calls) = try await openEndless(timer)
        let deadline = timer.now.advanced(by: .milliseconds(400))
        let call = Task { await errorOf { try await session.callTool("put", deadline: deadline) } }
        for _ in 0..<4 {
            await timer.untilScheduled(1)
            timer.advance(by: .milliseconds(100))
        }
        let error = await call.value
        #expect(error?.code == .timedOut)
        #expect(error?.requestSent == true && error?.isEffectUnknown == true && error?.isRetryable == false)
        #expect(calls.withLock { $0 } == 4)
        await session.close()
    }

    @Test func whateverEndsALaterRoundLeavesTheCallSent() async throws {
        for end in [MCPError.Code.serverExited, .cancelled] {
            let timer = ManualTimer()
            let (session, transport, _) = try await openEndless(timer)
            let call = Task { await errorOf { try await session.callTool("put") } }
            await timer.untilScheduled(1)
            if end == .cancelled { call.cancel() } else { transport.end(end) }
            timer.advance(by: .milliseconds(100))
            let error = await call.value
            #expect(error?.code == end)
            #expect(error?.requestSent == true && error?.isEffectUnknown == true)
            await session.close()
        }
        let timer = ManualTimer()
        let (session, _, calls) = try await openEndless(timer, stateLength: 5_000)
        let call = Task { await errorOf { try await session.callTool("put") } }
        await timer.untilScheduled(1)
        timer.advance(by: .milliseconds(100))
        let error = await call.value
        #expect(error?.code == .requestTooLarge)
        #expect(error?.requestSent == true && error?.isEffectUnknown == true)
        #expect(calls.withLock { $0 } == 1)
        await session.close()
    }

    @Test func whatCannotBeDeclinedOrDoesNotEndEndsTheCall() async throws {
        var options = SessionOptions()
        options.limits.inputRoundsMax = 3
        try await StandIn.withSession("2026-07-28", options: options) { session, _ async throws in
            for arguments: JSONObject in [["method": "sampling/createMessage"], ["method": "odd"], ["endless": true]] {
                let error = await errorOf { try await session.callTool("input-rounds", arguments: arguments) }
                #expect(error?.code == .inputRequired)
                #expect(error?.isEffectUnknown == true)
            }
            // The server waits for nothing: it may serve the next call.
            #expect(session.isReusable)
        }
        // Before 2026-07-28 there is no such result.
        try await StandIn.withSession { session, _ async throws in
            #expect(await errorOf { try await session.callTool("input-required") }?.code == .inputRequired)
        }
    }
}

import Foundation
import ReeveJSON
import ReeveMCP
import Testing

/// What the server may ask of the client, and results that are no plain results.
@Suite struct ServerRequestTests {
    @Test func pingIsAnsweredAndEverythingElseDeclined() async throws {
        try await StandIn.withSession { session, _ async throws in
            let text = try await session.callTool("ask-client").text
            let answers = try JSONParser.parse(text ?? "").array ?? []
            #expect(answers.count == 4)
            #expect(answers.first == ["jsonrpc": "2.0", "id": "s0", "result": [:]])
            for (index, answer) in answers.enumerated().dropFirst() {
                #expect(answer["id"] == .string("s\(index)"))
                #expect(answer["error"]?["code"] == -32601)
            }
            #expect(session.counters.declinedRequests == 3)
        }
    }

    @Test func anElicitationEndsTheCall() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("elicit") }
            #expect(error?.code == .inputRequired)
            #expect(error?.requestSent == true)
            #expect(!session.isReusable)
        }
    }

    @Test func anInputRequiredResultEndsTheCall() async throws {
        try await StandIn.withSession("2026-07-28") { session, _ async throws in
            #expect(await errorOf { try await session.callTool("input-required") }?.code == .inputRequired)
            // The server waits for nothing: it may serve the next call.
            #expect(session.isReusable)
        }
    }

    @Test func aProtocolErrorKeepsItsParts() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("rpc-error") }
            #expect(error?.code == .serverError)
            #expect(error?.rpc == RPCError(code: -32602, message: "no such tool", data: ["tool": "rpc-error"]))
            #expect(error?.requestSent == true)
            #expect(error?.isRetryable == false)
            #expect(error?.isEffectUnknown == false)
        }
    }

    @Test func anErrorWithoutAnIDBelongsToTheOnlyOpenRequest() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(await errorOf { try await session.callTool("error-without-id") }?.rpc?.code == -32700)
        }
    }

    @Test func aFailedToolIsAResult() async throws {
        try await StandIn.withSession { session, _ async throws in
            let result = try await session.callTool("failing")
            #expect(result.isError)
            #expect(result.text == "it did not work")
        }
    }

    @Test func aBatchIsReadInItsRevisionOnly() async throws {
        try await StandIn.withSession("2025-03-26") { session, _ async throws in
            #expect(try await session.callTool("batch").text == "in a batch")
        }
        try await StandIn.withSession("2025-06-18") { session, _ async throws in
            let error = await errorOf {
                try await session.callTool("batch", deadline: .now.advanced(by: .milliseconds(100)))
            }
            #expect(error?.code == .timedOut)
            #expect(session.counters.noiseLines == 1)
        }
    }

    @Test func aChangedToolListIsNoticed() async throws {
        let seen = HostileServerTests.Notes()
        var options = SessionOptions()
        options.notificationSink = { method, _ in seen.add(line: method) }
        try await StandIn.withSession(options: options) { session, _ async throws in
            _ = try await session.callTool("list-changed")
            #expect(session.counters.toolListChanges == 1)
            #expect(seen.lines == ["notifications/tools/list_changed"])
        }
    }
}

import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct JSONRPCMessageTests {
    @Test func anIDGivenBackAsTextIsTaken() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("string-id").text == "as text")
            #expect(try await session.callTool("echo").structuredContent == [:])
            #expect(session.counters.foreignAnswers == 0)
            #expect(session.counters.lateAnswers == 1)
        }
    }

    @Test func aResultAndAnErrorAtOnceAreNoAnswer() async throws {
        try await StandIn.withSession { session, _ async throws in
            let error = await errorOf { try await session.callTool("both") }
            #expect(error?.code == .invalidAnswer)
            #expect(error?.isEffectUnknown == true)
            #expect(try await session.callTool("null-error").text == "it worked")
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
}

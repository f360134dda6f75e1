import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// Retries, the breaker, permits and deadlines.
@Suite struct ProviderClientExchangeTests {
    @Test func aTransientErrorIsRepeatedWithGrowingPauses() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai), ScriptedAnswer.error(500), .failure(.connectFailed),
            .broken(body: "data: {\"choices\":[]}\n\n", .connectionLost), ScriptedAnswer.openAI)
        #expect(try await scene.ask().text == "hello")
        #expect(scene.transport.requests.count == 4)
        #expect(scene.pauses == [.milliseconds(500), .seconds(1), .seconds(2)])
        let retries = scene.told.compactMap { event -> ModelError.Code? in
            if case .retrying(let error, _, _) = event { return error.code }
            return nil
        }
        #expect(retries == [.serverError, .connectionFailed, .streamCut])
    }

    @Test func retriesAreCountedAndTheLastErrorIsThrown() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 1), ScriptedAnswer.error(500), ScriptedAnswer.error(503),
            ScriptedAnswer.openAI)
        #expect(await scene.failure()?.code == .overloaded)
        #expect(scene.transport.requests.count == 2)
        let none = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 0), ScriptedAnswer.error(500), ScriptedAnswer.openAI)
        #expect(await none.failure()?.status == 500)
    }

    @Test func whatTheRequestItselfCausesIsNotRepeated() async throws {
        for status in [400, 401, 402, 403, 404, 413, 422, 302] {
            let scene = try ProviderScene(
                try ProviderScene.profile(.openai), ScriptedAnswer.error(status), ScriptedAnswer.openAI)
            let failure = await scene.failure()
            #expect(failure?.status == status)
            #expect(scene.transport.requests.count == 1, "\(status)")
        }
    }

    @Test func aWishOfTheProviderIsWaitedInFull() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai), random: 0.25,
            ScriptedAnswer.error(429, [("Retry-After", "7")]),
            ScriptedAnswer.error(429, [("retry-after-ms", "1500"), ("Retry-After", "9")]),
            ScriptedAnswer.error(529, [("retry-after", "Thu, 01 Jan 1970 00:00:03 GMT")]), ScriptedAnswer.openAI)
        _ = try await scene.ask()
        #expect(scene.pauses == [.milliseconds(7_250), .milliseconds(1_750), .milliseconds(3_250)])
    }

    @Test func aWishForALongWaitIsToldAndNotWaited() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai), ScriptedAnswer.error(429, [("Retry-After", "3600")]),
            ScriptedAnswer.openAI)
        let failure = await scene.failure()
        #expect(failure?.code == .rateLimited)
        #expect(failure?.retryAfter == .seconds(3_600))
        #expect(scene.pauses == [])
    }

    @Test func aPauseThatWouldPassTheDeadlineIsNotBegun() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai), ScriptedAnswer.error(429, [("Retry-After", "30")]),
            ScriptedAnswer.openAI)
        #expect(await scene.failure(within: .seconds(20))?.code == .rateLimited)
        #expect(scene.pauses == [])
        scene.pass(.seconds(20))
        #expect(await scene.failure(within: .seconds(20))?.code == .timedOut)
        #expect(scene.transport.requests.count == 1)
    }

    @Test func aRequestEndsWithTheDeadlineOfAll() async throws {
        let scene = try ProviderScene(try ProviderScene.profile(.openai), ScriptedAnswer.openAI)
        _ = try await scene.ask(timeout: .seconds(60), within: .seconds(5))
        #expect(scene.transport.requests.first?.deadlines.total == .seconds(5))
    }

    @Test func fiveFailuresInARowOpenTheCircuitForAMinute() async throws {
        let five = Array(repeating: ScriptedAnswer.error(500), count: 5)
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 2), five[0], five[1], five[2], five[3], five[4],
            ScriptedAnswer.openAI)
        #expect(await scene.failure()?.code == .serverError)
        // The fifth failure is the second of this request; the third is not sent.
        let open = await scene.failure()
        #expect(open?.code == .circuitOpen)
        #expect(scene.transport.requests.count == 5)
        #expect(open?.retryAfter.map { $0 > .seconds(50) && $0 <= .seconds(60) } == true)
        scene.pass(.seconds(60))
        #expect(try await scene.ask().text == "hello")
    }

    @Test func refusalsOpenNoCircuit() async throws {
        for status in [400, 429] {
            let reply = ScriptedAnswer.error(status)
            let scene = try ProviderScene(
                try ProviderScene.profile(.openai, maxRetries: 0), reply, reply, reply, reply, reply, reply,
                ScriptedAnswer.openAI)
            for _ in 0..<6 { #expect(await scene.failure()?.status == status) }
            #expect(try await scene.ask().text == "hello")
        }
    }

    @Test func timeoutsOfTheCallersOwnDeadlineOpenNoCircuit() async throws {
        let late = ScriptedTransport.Reply.failure(.totalTimedOut)
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 0), late, late, late, late, late, ScriptedAnswer.openAI)
        for _ in 0..<5 { #expect(await scene.failure(within: .seconds(5))?.code == .timedOut) }
        #expect(try await scene.ask().text == "hello")
        // Where the provider had all its time they do.
        let slow = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 0), late, late, late, late, late, ScriptedAnswer.openAI)
        for _ in 0..<5 { #expect(await slow.failure()?.code == .timedOut) }
        #expect(await slow.failure()?.code == .circuitOpen)
    }

    @Test func aCancelledRequestEndsAndFreesItsPermit() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai, concurrency: 1), .never, ScriptedAnswer.openAI)
        let task = Task { await scene.failure()?.code }
        await scene.transport.state.wait { $0.requests.count == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(try await scene.ask().text == "hello")
    }

    @Test func aRequestThatFindsNoPermitUntilItsDeadlineIsLate() async throws {
        let scene = try ProviderScene(try ProviderScene.profile(.openai, concurrency: 1), .never)
        let first = Task { await scene.failure()?.code }
        await scene.transport.state.wait { $0.requests.count == 1 }
        #expect(await scene.failure()?.code == .timedOut)
        #expect(scene.transport.requests.count == 1)
        first.cancel()
        _ = await first.value
    }

    @Test func aPauseHoldsNoPermit() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai, concurrency: 1), ScriptedAnswer.error(500), ScriptedAnswer.openAI)
        #expect(try await scene.ask().text == "hello")
        #expect(scene.client.permits?.takeIfFree() == true)
        #expect(scene.client.permits?.takeIfFree() == false)
    }

    @Test func failuresOfTheTransportHaveTheirCodes() async throws {
        let codes: [HTTPError.Code: ModelError.Code] = [
            .invalidRequest: .invalidRequest, .libraryMissing: .invalidRequest, .egressDenied: .egressDenied,
            .nameNotResolved: .connectionFailed, .connectFailed: .connectionFailed, .tlsFailed: .connectionFailed,
            .connectionLost: .connectionFailed, .connectTimedOut: .timedOut, .idleTimedOut: .timedOut,
            .totalTimedOut: .timedOut, .invalidResponse: .invalidAnswer, .tooLarge: .tooLarge, .cancelled: .cancelled,
        ]
        for code in HTTPError.Code.allCases {
            let scene = try ProviderScene(try ProviderScene.profile(.openai, maxRetries: 0), .failure(code))
            #expect(await scene.failure()?.code == codes[code], "\(code)")
        }
    }
}

import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresMax { fail(&breaker, .failed, at: 0) }
        return breaker
    }

    private func fail(_ breaker: inout CircuitBreaker, _ outcome: CircuitBreaker.Outcome, at second: Int) {
        guard let pass = breaker.admit(at: at(second)) else { return }
        breaker.record(outcome, of: pass, at: at(second))
    }

    @Test func itOpensAtTheFifthFailureInARow() {
        var breaker = CircuitBreaker()
        for _ in 0..<4 { fail(&breaker, .failed, at: 0) }
        fail(&breaker, .answered, at: 0)
        for _ in 0..<4 { fail(&breaker, .failed, at: 0) }
        fail(&breaker, .untold, at: 0)
        #expect(breaker.admit(at: at(0)) != nil)
        fail(&breaker, .failed, at: 0)
        #expect(breaker.admit(at: at(0)) == nil)
        #expect(breaker.wait(at: at(0)) == .seconds(60))
    }

    @Test func afterAMinuteOneTrialPasses() {
        var breaker = opened()
        #expect(breaker.admit(at: at(59)) == nil)
        let trial = breaker.admit(at: at(60))
        #expect(trial != nil)
        #expect(breaker.admit(at: at(60)) == nil)
        if let trial { breaker.record(.answered, of: trial, at: at(61)) }
        #expect(breaker.admit(at: at(61)) != nil)
    }

    @Test func aTrialThatFailsOpensItForAnotherMinute() {
        var breaker = opened()
        fail(&breaker, .failed, at: 60)
        #expect(breaker.admit(at: at(119)) == nil)
        #expect(breaker.admit(at: at(120)) != nil)
    }

    @Test func aTrialThatTellsNothingIsFollowedByTheNext() {
        var breaker = opened()
        fail(&breaker, .untold, at: 60)
        let trial = breaker.admit(at: at(60))
        #expect(trial != nil)
        #expect(breaker.admit(at: at(60)) == nil)
    }

    @Test func outcomesFromBeforeTheOpeningDoNotCount() throws {
        var breaker = CircuitBreaker()
        let first = breaker.admit(at: at(0))
        let slow = try #require(first)
        for _ in 0..<5 { fail(&breaker, .failed, at: 0) }
        breaker.record(.answered, of: slow, at: at(1))
        #expect(breaker.admit(at: at(1)) == nil)
        let next = breaker.admit(at: at(60))
        let trial = try #require(next)
        breaker.record(.failed, of: slow, at: at(61))
        breaker.record(.answered, of: trial, at: at(62))
        #expect(breaker.admit(at: at(62)) != nil)
    }

    @Test func whatCountsAsAFailureIsTheProvidersFault() {
        let failed: Set<ModelError.Code> = [
            .connectionFailed, .timedOut, .overloaded, .serverError, .streamCut, .invalidAnswer,
        ]
        for code in ModelError.Code.allCases {
            let outcome = CircuitBreaker.Outcome(ModelError(code, "", status: 400))
            #expect((outcome == .failed) == failed.contains(code), "\(code)")
        }
        #expect(CircuitBreaker.Outcome(ModelError(.invalidRequest, "", status: 400)) == .answered)
        #expect(CircuitBreaker.Outcome(ModelError(.invalidRequest, "never sent")) == .untold)
        #expect(CircuitBreaker.Outcome(ModelError(.cancelled, "")) == .untold)
    }
}

import ReeveJSON
import ReeveModel
import ReeveScheduler
import TestSupport
import Testing

private let start = Timestamp(microseconds: 1_763_700_000_000_000)

@Suite struct RetryPolicyTests {
    private func next(
        _ failure: AttemptFailure, attempt: Int = 1, repetition: CallRepetition = .never,
        deadline: Timestamp? = nil
    ) -> RetryPolicy.Next {
        var random = SeededGenerator(seed: 1)
        return RetryPolicy().next(
            after: failure, attempt: attempt, repetition: repetition, deadline: deadline, now: start, using: &random)
    }

    private func isRetry(_ next: RetryPolicy.Next) -> Bool {
        if case .retry = next { return true }
        return false
    }

    @Test func everyReasonHasItsClass() {
        let transient: Set<RunReason> = [.connectionFailed, .timeoutAttempt, .timeoutHeartbeat]
        for reason in RunReason.allCases {
            let unsent = AttemptFailure(reason).failureClass
            let sent = AttemptFailure(reason, requestSent: true).failureClass
            if reason == .effectUnknown {
                #expect(unsent == .unknownEffect && sent == .unknownEffect)
            } else if reason == .providerError {
                #expect(unsent == .transient && sent == .transient)
            } else if transient.contains(reason) {
                #expect(unsent == .transient && sent == .unknownEffect, "\(reason)")
            } else {
                #expect(unsent == .permanent && sent == .permanent, "\(reason)")
            }
        }
        #expect(AttemptFailure(.connectionFailed, isPermanent: true).failureClass == .permanent)
    }

    @Test func whatCannotBeAskedAboutAnyMoreIsInterruptedAndNotFailed() {
        let failure = AttemptFailure(.timeoutAttempt, requestSent: true)
        #expect(next(failure, attempt: 5, repetition: .afterReadBack) == .interrupted)
        #expect(next(failure, repetition: .afterReadBack, deadline: start) == .interrupted)
        let unsent = AttemptFailure(.connectionFailed)
        #expect(next(unsent, attempt: 5, repetition: .afterReadBack) == .failed(.connectionFailed))
    }

    @Test func anUnknownEffectIsRepeatedOnlyWhereTheToolIsIdempotent() {
        let failure = AttemptFailure(.timeoutAttempt, requestSent: true)
        #expect(next(failure) == .interrupted)
        #expect(isRetry(next(failure, repetition: .always)))
        #expect(next(failure, attempt: 5, repetition: .always) == .failed(.timeoutAttempt))
        #expect(isRetry(next(failure, repetition: .afterReadBack)))
    }

    @Test func anAnswerOfWhichNobodyCanTellWhatHappenedIsAnUnknownEffectWhateverItsReason() {
        let failure = AttemptFailure(.outputInvalid, requestSent: true, isEffectUnknown: true, isPermanent: true)
        #expect(failure.failureClass == .unknownEffect)
        #expect(next(failure) == .interrupted)
        #expect(isRetry(next(failure, repetition: .afterReadBack)))
        // An idempotent tool would answer like this again.
        #expect(next(failure, repetition: .always) == .failed(.outputInvalid))
    }

    @Test func theFifthAttemptIsTheLast() {
        let failure = AttemptFailure(.connectionFailed)
        for attempt in 1...4 { #expect(isRetry(next(failure, attempt: attempt))) }
        #expect(next(failure, attempt: 5) == .failed(.connectionFailed))
    }

    @Test func nothingStartsAtOrAfterTheDeadline() {
        let deadline = start.advanced(by: .seconds(1))
        #expect(next(AttemptFailure(.connectionFailed), deadline: deadline) == .failed(.connectionFailed))
        let throttled = AttemptFailure(.connectionFailed, isThrottled: true, retryAfter: .seconds(30))
        #expect(next(throttled, deadline: deadline) == .failed(.rateLimited))
        #expect(next(throttled) == .snooze(until: start.advanced(by: .seconds(30))))
    }

    @Test func pausesLieBetweenTheBoundsAndUseTheWholeRange() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let policy = RetryPolicy()
        var longest = Duration.zero
        for _ in 0..<5_000 {
            let attempt = Int.random(in: 1...60, using: &random)
            let pause = policy.pause(afterAttempt: attempt, using: &random)
            let ceiling = attempt < 10 ? Duration.seconds(2 << attempt) : .seconds(300)
            #expect(pause >= .seconds(2) && pause <= min(ceiling, .seconds(300)), "seed \(seed)")
            longest = max(longest, pause)
        }
        #expect(longest > .seconds(200), "seed \(seed)")
    }
}

package import ReeveJSON
package import ReeveModel

/// Decides what follows a failed attempt: another one later, or an end.
///
/// Pauses have full jitter: a pause is a random time between the minimum and a ceiling, and the ceiling doubles with
/// every attempt. So runs that failed together do not come back together.
package struct RetryPolicy: Sendable, Hashable {
    package enum Next: Sendable, Hashable {
        /// Another attempt follows.
        case retry(at: Timestamp)
        /// The run goes on later, and this attempt does not count.
        case snooze(until: Timestamp)
        /// The effect of the call is unknown, and a person decides.
        case interrupted
        case failed(RunReason)
    }

    package let attemptsMax: Int
    package let pauseMin: Duration
    package let pauseMax: Duration

    package init(attemptsMax: Int = 5, pauseMin: Duration = .seconds(2), pauseMax: Duration = .seconds(300)) {
        self.attemptsMax = max(1, attemptsMax)
        self.pauseMin = max(.zero, pauseMin)
        self.pauseMax = max(self.pauseMin, pauseMax)
    }

    package init(_ retry: BatchSpec.Retry) {
        self.init(attemptsMax: retry.attempts, pauseMin: retry.minimum, pauseMax: retry.maximum)
    }

    /// Decides what follows. Pure but for the random pause.
    ///
    /// - Parameters:
    ///   - attempt: the number of the failed attempt, from 1.
    ///   - repetition: whether a call of unknown effect may be made again; see ``EffectDoubt``.
    ///   - deadline: no attempt starts at or after it.
    package func next(
        after failure: AttemptFailure, attempt: Int, repetition: CallRepetition, deadline: Timestamp?, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Next {
        if failure.isThrottled {
            let until = now.advanced(by: failure.retryAfter ?? pause(afterAttempt: 1, using: &random))
            return isReached(deadline, at: until) ? .failed(.rateLimited) : .snooze(until: until)
        }
        guard failure.failureClass != .permanent else { return .failed(failure.reason) }
        let doubt = EffectDoubt(
            mayHaveHappened: failure.failureClass == .unknownEffect, repetition: repetition)
        switch doubt.step(towards: .anotherAttempt) {
        case .interrupted: return .interrupted
        // Another call would do no harm, but it would fail in the same way.
        case .asPlanned where failure.isPermanent: return .failed(failure.reason)
        case .asPlanned, .readBackFirst: break
        }
        let end = doubt.step(towards: .end) == .interrupted ? Next.interrupted : .failed(failure.reason)
        guard attempt < attemptsMax else { return end }
        var wait = pause(afterAttempt: attempt, using: &random)
        if let asked = failure.retryAfter { wait = max(wait, asked) }
        let at = now.advanced(by: wait)
        return isReached(deadline, at: at) ? end : .retry(at: at)
    }

    /// A random pause from `pauseMin` to `pauseMin * 2^attempt`, but at most `pauseMax`.
    package func pause(afterAttempt attempt: Int, using random: inout some RandomNumberGenerator) -> Duration {
        let least = pauseMin.microseconds
        let most = pauseMax.microseconds
        let doublings = min(max(attempt, 1), 40)
        let ceiling = least > most >> doublings ? most : least << doublings
        return .microseconds(Int64.random(in: least...max(least, ceiling), using: &random))
    }

    private func isReached(_ deadline: Timestamp?, at instant: Timestamp) -> Bool {
        deadline.map { instant >= $0 } ?? false
    }
}

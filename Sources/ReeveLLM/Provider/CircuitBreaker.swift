/// Keeps a provider that fails again and again from being asked.
///
/// Closed, it lets every request pass. After five failures in a row it is open for 60 seconds, then lets one request
/// pass as a trial. The trial's success closes it; its failure opens it for another 60 seconds.
package struct CircuitBreaker: Sendable {
    package static let failuresMax = 5
    package static let openDuration: Duration = .seconds(60)

    /// What became of a request.
    package enum Outcome: Sendable, Hashable {
        /// The provider answered, were it with a refusal of the request.
        case answered
        /// It gave no answer, or none that can be read.
        case failed
        /// Nothing that tells of the provider's health: it was cancelled, or asked to come later.
        case untold
    }

    /// A request that may be sent. Outcomes of requests from before the last opening or closing do not count.
    package struct Pass: Sendable, Hashable {
        fileprivate let era: Int
    }

    private enum State {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        case trial
    }

    private var state = State.closed(failures: 0)
    private var era = 0

    package init() {}

    /// - Returns: nil where the request must not be sent; ``wait(at:)`` tells for how long.
    package mutating func admit(at now: ContinuousClock.Instant) -> Pass? {
        switch state {
        case .closed: return Pass(era: era)
        case .trial: return nil
        case .open(let until):
            guard now >= until else { return nil }
            enter(.trial)
            return Pass(era: era)
        }
    }

    /// How long until the next trial; zero where none is needed, or where one is under way.
    package func wait(at now: ContinuousClock.Instant) -> Duration {
        if case .open(let until) = state { return max(.zero, until - now) }
        return .zero
    }

    package mutating func record(_ outcome: Outcome, of pass: Pass, at now: ContinuousClock.Instant) {
        guard pass.era == era else { return }
        switch (state, outcome) {
        case (.closed(let failures), .failed):
            if failures + 1 < Self.failuresMax {
                state = .closed(failures: failures + 1)
            } else {
                enter(.open(until: now.advanced(by: Self.openDuration)))
            }
        case (.closed, .answered): state = .closed(failures: 0)
        case (.trial, .answered): enter(.closed(failures: 0))
        case (.trial, .failed): enter(.open(until: now.advanced(by: Self.openDuration)))
        // The next request is the trial then.
        case (.trial, .untold): enter(.open(until: now))
        case (.closed, .untold), (.open, _): break
        }
    }

    private mutating func enter(_ state: State) {
        self.state = state
        era += 1
    }
}

extension CircuitBreaker.Outcome {
    /// What an error says of the provider's health. A refusal of the request or of the key is an answer.
    init(_ error: ModelError) {
        switch error.code {
        case .connectionFailed, .timedOut, .overloaded, .serverError, .streamCut, .invalidAnswer: self = .failed
        case .unauthorized, .modelMissing, .invalidRequest, .contextExceeded, .tooLarge:
            // Without a status the request did not leave, or the answer was given up here.
            self = error.status == nil ? .untold : .answered
        case .rateLimited, .egressDenied, .circuitOpen, .replayMiss, .cancelled: self = .untold
        }
    }
}

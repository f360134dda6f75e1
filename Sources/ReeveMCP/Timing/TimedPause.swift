import Synchronization

/// A wait until an instant of an injected clock; ends early, with an error, when the task is cancelled.
final class TimedPause: Sendable {
    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Void, any Error>, TimerTicket?)
        case over
    }

    private let timer: any DeadlineTimer
    private let instant: ContinuousClock.Instant
    private let state = Mutex(State.idle)

    init(timer: any DeadlineTimer, until instant: ContinuousClock.Instant) {
        self.timer = timer
        self.instant = instant
    }

    /// - Throws: `CancellationError`.
    func wait() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let mayWait = state.withLock { state in
                    guard case .idle = state else { return false }
                    state = .waiting(continuation, nil)
                    return true
                }
                guard mayWait else { return continuation.resume(throwing: CancellationError()) }
                let ticket = timer.schedule(at: instant) { [self] in finish(nil) }
                let isOver = state.withLock { state in
                    guard case .waiting(let continuation, _) = state else { return true }
                    state = .waiting(continuation, ticket)
                    return false
                }
                if isOver { timer.cancel(ticket) }
            }
        } onCancel: {
            finish(CancellationError())
        }
    }

    private func finish(_ error: (any Error)?) {
        let waiting = state.withLock { state -> (CheckedContinuation<Void, any Error>, TimerTicket?)? in
            defer { state = .over }
            guard case .waiting(let continuation, let ticket) = state else { return nil }
            return (continuation, ticket)
        }
        guard let (continuation, ticket) = waiting else { return }
        if let ticket { timer.cancel(ticket) }
        if let error { continuation.resume(throwing: error) } else { continuation.resume() }
    }
}

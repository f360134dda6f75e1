import Synchronization

/// A wait until an instant of an injected clock; ends early, with an error, when the task is cancelled.
final class TimedPause: Sendable {
    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Void, any Error>)
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
                    state = .waiting(continuation)
                    return true
                }
                guard mayWait else { return continuation.resume(throwing: CancellationError()) }
                _ = timer.schedule(at: instant) { [self] in finish(nil) }
            }
        } onCancel: {
            finish(CancellationError())
        }
    }

    private func finish(_ error: (any Error)?) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            defer { state = .over }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
        if let error { waiting?.resume(throwing: error) } else { waiting?.resume() }
    }
}

internal import Synchronization

/// Wakes one waiting task; a signal given before the wait is not lost.
final class WakeSignal: Sendable {
    private enum State {
        case idle
        case signalled
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)

    func signal() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .waiting(let continuation) = state {
                state = .idle
                return continuation
            }
            state = .signalled
            return nil
        }
        waiter?.resume()
    }

    /// Returns at the next signal; at once where a signal came since the last wait. Only one task may wait at a time.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumes = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                    if case .waiting(let other) = state {
                        state = .waiting(continuation)
                        return [other]
                    }
                    if case .signalled = state {
                        state = .idle
                        return [continuation]
                    }
                    state = .waiting(continuation)
                    return []
                }
                for continuation in resumes { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
    }
}

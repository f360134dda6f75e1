internal import Synchronization

/// Tells the task of a run why it is cancelled. The first cause counts.
package final class RunControl: Sendable {
    package enum Cause: Sendable, Hashable {
        /// A person or the batch has asked the run to stop.
        case requested
        /// The process is stopping.
        case stopping
        /// Another worker has the run by now.
        case fenced
    }

    private struct State {
        var cause: Cause?
        var task: Task<RunOutcome, Never>?
    }

    /// A wait of the run before its call can be sent.
    package enum WaitEvent: Sendable, Hashable {
        case began(CallWait)
        case ended(CallWait, Duration)
    }

    private let state = Mutex(State())
    let onWait: @Sendable (WaitEvent) -> Void

    /// - Parameter onWait: told when a wait begins and ends; must be quick.
    package init(onWait: @escaping @Sendable (WaitEvent) -> Void = { _ in }) { self.onWait = onWait }

    package var cause: Cause? { state.withLock { $0.cause } }

    package func attach(_ task: Task<RunOutcome, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.cause != nil
        }
        if isCancelled { task.cancel() }
    }

    package func cancel(_ cause: Cause) {
        let task = state.withLock { state in
            state.cause = state.cause ?? cause
            return state.task
        }
        task?.cancel()
    }
}

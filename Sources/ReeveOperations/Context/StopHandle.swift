import Synchronization

/// Hands requests to stop on to an operation: the signals of a process, or a client that went away.
///
/// An operation listens only while it has something to stop. Requests that come before a handler is set are kept for it.
package final class StopHandle: Sendable {
    private struct State {
        var requests = 0
        var handler: (@Sendable (Int) -> Void)?
        var endWatch: (@Sendable () -> Void)?
    }

    private let watch: @Sendable (StopHandle) -> (@Sendable () -> Void)
    private let state = Mutex(State())

    /// - Parameter watch: begins to call ``request()``; returns what ends that. Called when the operation listens.
    package init(watch: @escaping @Sendable (StopHandle) -> (@Sendable () -> Void) = { _ in {} }) {
        self.watch = watch
    }

    /// How many requests came so far.
    package var requests: Int { state.withLock(\.requests) }

    /// Asks once more.
    package func request() {
        let (handler, count) = state.withLock { state in
            state.requests += 1
            return (state.handler, state.requests)
        }
        handler?(count)
    }

    /// Listens until ``end()``.
    func begin() {
        let end = watch(self)
        state.withLock { $0.endWatch = end }
    }

    /// - Parameter handler: called with the number of the request, from 1.
    func handOn(to handler: @escaping @Sendable (Int) -> Void) {
        let early = state.withLock { state in
            state.handler = handler
            return state.requests
        }
        for number in 0..<early { handler(number + 1) }
    }

    func end() {
        let endWatch = state.withLock { state in
            defer { state.endWatch = nil }
            state.handler = nil
            return state.endWatch
        }
        endWatch?()
    }
}

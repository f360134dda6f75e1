import Synchronization

/// Carries requests to stop to an operation. They come from signals of a process, or from a client that went away.
///
/// An operation listens only while it has something to stop. Requests that come earlier are kept, and the handler gets
/// them when it is set.
package final class StopHandle: Sendable {
    private struct State {
        var requests = 0
        var handler: (@Sendable (Int) -> Void)?
        var endWatch: (@Sendable () -> Void)?
    }

    private let watch: @Sendable (StopHandle) -> (@Sendable () -> Void)
    private let state = Mutex(State())

    /// - Parameter watch: called when the operation begins to listen. It arranges calls of ``request()``, and returns a
    ///   function that ends them.
    package init(watch: @escaping @Sendable (StopHandle) -> (@Sendable () -> Void) = { _ in {} }) {
        self.watch = watch
    }

    /// How many requests have come so far.
    package var requests: Int { state.withLock(\.requests) }

    /// Adds a request to stop.
    package func request() {
        let (handler, count) = state.withLock { state in
            state.requests += 1
            return (state.handler, state.requests)
        }
        handler?(count)
    }

    /// Begins to listen. ``end()`` ends this.
    func begin() {
        let end = watch(self)
        state.withLock { $0.endWatch = end }
    }

    /// - Parameter handler: called with the number of the request, from 1. It is called at once for requests that came
    ///   before.
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

import Synchronization

/// State under a lock that can be waited for. Whoever waits is woken by the change that makes its condition true, so no
/// test has to look again and again.
package final class Observed<State>: Sendable {
    private struct Waiter {
        let id: Int
        let condition: (State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct Content {
        var state: State
        var nextID = 0
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
    }

    private let content: Mutex<Content>

    package init(_ state: sending State) { content = Mutex(Content(state: state)) }

    package func withLock<Result>(_ body: (inout State) throws -> sending Result) rethrows -> sending Result {
        try content.withLock { content in
            defer { Self.wake(&content) }
            return try body(&content.state)
        }
    }

    /// Returns when `condition` holds, or when the task is cancelled.
    package func wait(until condition: @escaping @Sendable (State) -> Bool) async {
        let id = content.withLock { content in
            content.nextID += 1
            return content.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                content.withLock { content in
                    guard content.cancelled.remove(id) == nil, !condition(content.state) else {
                        return continuation.resume()
                    }
                    content.waiters.append(Waiter(id: id, condition: condition, continuation: continuation))
                }
            }
        } onCancel: {
            content.withLock { content in
                guard let index = content.waiters.firstIndex(where: { $0.id == id }) else {
                    content.cancelled.insert(id)
                    return
                }
                content.waiters.remove(at: index).continuation.resume()
            }
        }
    }

    private static func wake(_ content: inout Content) {
        guard !content.waiters.isEmpty else { return }
        let state = content.state
        for waiter in content.waiters where waiter.condition(state) { waiter.continuation.resume() }
        content.waiters.removeAll { $0.condition(state) }
    }
}

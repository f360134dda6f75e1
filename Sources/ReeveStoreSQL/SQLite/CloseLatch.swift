import Synchronization

/// Waits until a count of threads has ended.
final class CloseLatch: Sendable {
    private struct State {
        var threads: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(threads: Int) { state = Mutex(State(threads: threads)) }

    func arrive() {
        let woken = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in woken { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.threads > 0 { state.waiting.append(continuation) }
                return state.threads == 0
            }
            if isDone { continuation.resume() }
        }
    }
}

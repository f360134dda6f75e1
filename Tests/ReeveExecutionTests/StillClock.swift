import ReeveExecution
import ReeveJSON
import TestSupport

/// A clock that stands until it is moved; who sleeps is woken by the move.
final class StillClock: ExecutionClock {
    private struct State {
        var now: Timestamp
        /// Until when somebody sleeps, and how many.
        var sleepers: [Timestamp: Int] = [:]
    }

    private let state: Observed<State>

    init(_ start: Timestamp) { state = Observed(State(now: start)) }

    var now: Timestamp { state.withLock { $0.now } }

    func sleep(until instant: Timestamp) async throws {
        state.withLock { $0.sleepers[instant, default: 0] += 1 }
        await state.wait { $0.now >= instant }
        state.withLock { state in
            let others = (state.sleepers[instant] ?? 1) - 1
            state.sleepers[instant] = others > 0 ? others : nil
        }
        try Task.checkCancellation()
    }

    /// Returns when somebody sleeps until `instant`.
    func sleeper(at instant: Timestamp) async { await state.wait { $0.sleepers[instant] != nil } }

    /// Moves the clock when somebody sleeps until `instant`.
    func advance(by duration: Duration, withSleeperAt instant: Timestamp) async {
        await sleeper(at: instant)
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }
}

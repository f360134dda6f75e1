import ReeveMCP
import Synchronization

/// A clock that moves when it is told to.
package final class ManualTimer: DeadlineTimer {
    private struct State: Sendable {
        var now = ContinuousClock.now
        var nextID: UInt64 = 1
        var calls: [UInt64: (instant: ContinuousClock.Instant, action: @Sendable () -> Void)] = [:]
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var now: ContinuousClock.Instant { state.withLock { $0.now } }

    package func schedule(at instant: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) -> TimerTicket
    {
        let (id, ready) = state.withLock { state in
            let id = state.nextID
            state.nextID += 1
            state.calls[id] = (instant, action)
            let count = state.calls.count
            let ready = state.waiters.filter { $0.count <= count }
            state.waiters.removeAll { $0.count <= count }
            return (id, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        return TimerTicket(id: id)
    }

    package func cancel(_ ticket: TimerTicket) { state.withLock { $0.calls[ticket.id] = nil } }

    /// How many calls are owed.
    package var callCount: Int { state.withLock { $0.calls.count } }

    /// Returns once `count` calls are owed.
    package func untilScheduled(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.calls.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.calls.filter { $0.value.instant <= state.now }.sorted {
                $0.value.instant < $1.value.instant
            }
            for (id, _) in due { state.calls[id] = nil }
            return due.map(\.value.action)
        }
        for action in due { action() }
    }
}

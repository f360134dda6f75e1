import ReeveExecution
import ReeveJSON
import Synchronization

/// A clock whose sleepers sleep only after a change was made, once and by the first of them.
final class ChangingClock: ExecutionClock {
    private let base: JumpingClock
    private let change: @Sendable () async throws -> Void
    private let made = Mutex<Task<Void, any Error>?>(nil)

    init(_ base: JumpingClock, _ change: @escaping @Sendable () async throws -> Void) {
        self.base = base
        self.change = change
    }

    var now: Timestamp { base.now }

    func sleep(until instant: Timestamp) async throws {
        let task = made.withLock { made in
            let task = made ?? Task { [change] in try await change() }
            made = task
            return task
        }
        try await task.value
        try await base.sleep(until: instant)
    }
}

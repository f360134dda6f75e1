import ReeveExecution
import ReeveJSON
import Synchronization

/// A clock that jumps to whatever is waited for; what lies more than six hours ahead is never reached.
final class JumpingClock: ExecutionClock {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp = Timestamp(microseconds: 1_763_700_000_000_000)) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }

    func sleep(until instant: Timestamp) async throws {
        if instant.since(now) > .seconds(21_600) {
            try await Task.sleep(for: .seconds(86_400))
        }
        try Task.checkCancellation()
        time.withLock { $0 = max($0, instant) }
        await Task.yield()
    }
}

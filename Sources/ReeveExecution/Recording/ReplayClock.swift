package import ReeveJSON
internal import Synchronization

/// The clock of a replay. It begins with the recording, and jumps to whatever is waited for.
package final class ReplayClock: ExecutionClock {
    /// What lies further ahead is never reached: the renewals of leases, which nobody takes in a replay.
    package static let horizon = Duration.seconds(365 * 86_400)

    private let time: Mutex<Timestamp>

    package init(_ start: Timestamp) { time = Mutex(start) }

    package var now: Timestamp { RecordingLane.current?.now ?? time.withLock { $0 } }

    package func sleep(until instant: Timestamp) async throws {
        try Task.checkCancellation()
        if let lane = RecordingLane.current { return lane.advance(to: instant) }
        guard instant.since(now) <= ReplayClock.horizon else {
            // The sleeper goes when its task is cancelled.
            while true { try await Task.sleep(for: .seconds(86_400)) }
        }
        time.withLock { $0 = max($0, instant) }
    }
}

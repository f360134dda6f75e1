package import ReeveJSON

/// The clock while a recording is made: work in a ``RecordingLane`` has the lane's time, all else that of the clock.
package struct RecordingClock: ExecutionClock {
    private let base: any ExecutionClock

    package init(_ base: any ExecutionClock) { self.base = base }

    package var now: Timestamp { RecordingLane.current?.now ?? base.now }

    package func sleep(until instant: Timestamp) async throws {
        try await base.sleep(until: instant)
        RecordingLane.current?.advance(to: instant)
    }
}

internal import Glibc
package import ReeveJSON

/// The system's clock, UTC.
package struct SystemExecutionClock: ExecutionClock {
    package init() {}

    package var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    package func sleep(until instant: Timestamp) async throws {
        let wait = instant.since(now)
        if wait > .zero { try await Task.sleep(for: wait) }
    }
}

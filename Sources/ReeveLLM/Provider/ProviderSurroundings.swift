import Glibc
package import ReeveJSON

/// Clocks and chance of a ``ProviderClient``.
package struct ProviderSurroundings: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    /// For dates that providers write.
    package var time: @Sendable () -> Timestamp
    /// Returns after the duration; throws when the task is cancelled.
    package var pause: @Sendable (Duration) async throws -> Void
    /// From 0 up to 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        time: @escaping @Sendable () -> Timestamp = { ProviderSurroundings.wallClock() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.now = now
        self.time = time
        self.pause = pause
        self.random = random
    }

    /// The system's wall clock.
    package static func wallClock() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}

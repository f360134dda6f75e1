package import ReeveJSON

/// Figures of one worker's work, for the progress display.
package struct RunProgress: Sendable, Hashable {
    /// Runs that this worker has ended.
    package var ended = 0
    package var running = 0
    package var failed = 0
    /// Runs that were skipped, because a run that they need did not end as asked.
    package var skipped = 0
    /// Runs in the queues that are still to do; nil until they are counted.
    package var waiting: Int?
    package var startedAt: Timestamp
    package var now: Timestamp

    package init(startedAt: Timestamp) {
        self.startedAt = startedAt
        now = startedAt
    }

    package var total: Int? { waiting.map { ended + skipped + running + $0 } }

    /// Runs per second since the start; nil in the first moment.
    package var rate: Double? {
        let seconds = Double(now.since(startedAt).microseconds) / 1_000_000
        return seconds > 0 ? Double(ended) / seconds : nil
    }

    /// How long the waiting runs will take at the present rate.
    package var remaining: Duration? {
        guard let waiting, let rate, rate > 0 else { return nil }
        return .milliseconds(Int64(Double(waiting + running) / rate * 1_000))
    }
}

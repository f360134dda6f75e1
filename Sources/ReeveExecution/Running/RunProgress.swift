package import ReeveJSON

/// Counts of one worker's work.
package struct RunProgress: Sendable, Hashable {
    /// Runs that ended here.
    package var ended = 0
    package var running = 0
    package var failed = 0
    /// Runs that were skipped because a run that they need did not end as asked.
    package var skipped = 0
    /// Runs in the queues that are still to do, where it is known.
    package var waiting: Int?
    package var startedAt: Timestamp
    package var now: Timestamp

    package init(startedAt: Timestamp) {
        self.startedAt = startedAt
        now = startedAt
    }

    package var total: Int? { waiting.map { ended + skipped + running + $0 } }

    /// Runs a second since the start; nil in the first moment.
    package var rate: Double? {
        let seconds = Double(now.since(startedAt).microseconds) / 1_000_000
        return seconds > 0 ? Double(ended) / seconds : nil
    }

    /// How long the rest takes at this rate.
    package var remaining: Duration? {
        guard let waiting, let rate, rate > 0 else { return nil }
        return .milliseconds(Int64(Double(waiting + running) / rate * 1_000))
    }
}

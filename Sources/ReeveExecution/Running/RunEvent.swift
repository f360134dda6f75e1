package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// What happens while a worker works, for whoever draws it.
package enum RunEvent: Sendable {
    case started(ULID, batch: ULID, item: String, cell: String?, attempt: Int)
    case ended(ULID, batch: ULID, item: String, cell: String?, status: RunStatus, reason: RunReason?, message: String?)
    case postponed(ULID, item: String, cell: String?, until: Timestamp?, reason: RunReason?)
    /// A claimed run waits for something before its call can be sent; nil where that wait is over.
    case waiting(ULID, CallWait?)
    case batchEnded(ULID, BatchStatus)
    case progress(RunProgress)
    case rescued(RescueReport)
    /// Leases of running runs were renewed; those that were lost are cancelled.
    case leasesRenewed(Int, lost: Int)
    /// No new runs are taken any more.
    case draining
}

/// Counts of one worker's work.
package struct RunProgress: Sendable, Hashable {
    /// Runs that ended here.
    package var ended = 0
    package var running = 0
    package var failed = 0
    /// Those that a run which ended took with it.
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

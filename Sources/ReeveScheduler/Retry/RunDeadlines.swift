package import ReeveJSON
package import ReeveModel

/// The instants that a run must not pass.
package struct RunDeadlines: Sendable, Hashable {
    package static let total = Duration.seconds(3_600)
    package static let toolAttempt = Duration.seconds(30)

    /// The end of the total time, which counts from the start of the first attempt.
    package let total: Timestamp
    /// The deadline of the batch, which counts from its submission.
    package let batch: Timestamp?
    /// The end of the time in the queue, which counts from the creation of the run. It holds only until the first
    /// attempt. The gate sets none in this version.
    package let queue: Timestamp?

    /// - Parameter firstStart: the start of the first attempt. The total time counts from here, so waiting in a queue
    ///   uses up none of it.
    package init(
        firstStart: Timestamp, createdAt: Timestamp, total: Duration = RunDeadlines.total, batch: Timestamp? = nil,
        queue: Duration? = nil
    ) {
        self.total = firstStart.advanced(by: total)
        self.batch = batch
        self.queue = queue.map(createdAt.advanced(by:))
    }

    /// The last instant at which anything of the run may happen.
    package var end: Timestamp { batch.map { min($0, total) } ?? total }

    /// The end of an attempt that starts now: its timeout, but not after ``end``.
    package func attemptEnd(timeout: Duration, now: Timestamp) -> Timestamp { min(now.advanced(by: timeout), end) }

    /// Which deadline has passed at `now`; nil where none has. The deadline of the batch cancels its runs; any other
    /// deadline makes its run fail.
    package func passed(at now: Timestamp, isFirstAttempt: Bool) -> RunReason? {
        if let batch, now >= batch { return .cancelledBatch }
        if isFirstAttempt, let queue, now >= queue { return .timeoutQueue }
        return now >= total ? .timeoutTotal : nil
    }

    /// The reason for an attempt that ran into its timeout: the deadline that ended it, or the timeout itself.
    package func reason(ofTimeoutAt instant: Timestamp) -> RunReason {
        if let batch, instant >= batch { return .cancelledBatch }
        return instant >= total ? .timeoutTotal : .timeoutAttempt
    }

    /// The timeout of an attempt: the item's, else the tool's, else the connection's, else 30 s.
    package static func timeout(item: Duration?, tool: Duration?, connection: Duration?) -> Duration {
        item ?? tool ?? connection ?? toolAttempt
    }
}

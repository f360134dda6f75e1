package import ReeveJSON
package import ReeveModel

/// One try at a run, from claim to outcome.
package struct RunAttempt: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case succeeded
        case failed
        case denied
        case cancelled
        /// The worker of the attempt was lost, or fenced by a newer claim.
        case lost
        /// Given back without a result: parked, snoozed, or drained.
        case released
    }

    package var run: ULID
    /// From 1, one for each claim.
    package var number: Int
    package var worker: String
    package var epoch: Int64
    package var claimedAt: Timestamp
    /// When the `run.started` of the attempt was committed. Nil means that nothing was sent; the time is taken back where
    /// the server could not be started, or did not take the request.
    package var startedAt: Timestamp?
    package var endedAt: Timestamp?
    package var outcome: Outcome?
    package var reason: RunReason?
    /// Canonical JSON of `{done, total, message}`.
    package var progress: String?

    package init(
        run: ULID, number: Int, worker: String, epoch: Int64, claimedAt: Timestamp, startedAt: Timestamp? = nil,
        endedAt: Timestamp? = nil, outcome: Outcome? = nil, reason: RunReason? = nil, progress: String? = nil
    ) {
        self.run = run
        self.number = number
        self.worker = worker
        self.epoch = epoch
        self.claimedAt = claimedAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.reason = reason
        self.progress = progress
    }
}

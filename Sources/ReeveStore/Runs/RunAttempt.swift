package import ReeveJSON
package import ReeveModel

/// One attempt at a run, from its claim to its outcome.
package struct RunAttempt: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case succeeded
        case failed
        case denied
        case cancelled
        /// The worker was lost, or a newer claim has fenced it; also an attempt whose effect is unknown.
        case lost
        /// The run was given back without a result: parked, put off, or drained.
        case released
    }

    package var run: ULID
    /// The number of the attempt, from 1. Each claim begins one.
    package var number: Int
    package var worker: String
    package var epoch: Int64
    package var claimedAt: Timestamp
    /// When the `run.started` of the attempt was committed; nil means that nothing was sent. It is set back to nil
    /// where the server could not be started, or did not take the request.
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

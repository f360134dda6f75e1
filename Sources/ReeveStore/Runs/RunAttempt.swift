package import ReeveJSON
package import ReeveModel

/// One try at a run, from claim to outcome.
package struct RunAttempt: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case succeeded
        case failed
        case denied
        case cancelled
        /// Its worker was lost, or it was fenced.
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
    /// When its `run.started` was committed; nil means that nothing was sent, also where it turned out so later: the
    /// server could not be started, or did not take the request.
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

/// One line of what happened in a run (the view `run_steps`).
package struct RunStep: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case info
        case check
        case execution
        case success
        case warning
        case error
    }

    package var run: ULID
    package var attempt: Int
    /// From 1 within a run; given by the store.
    package var ordinal: Int
    package var kind: Kind
    package var message: String
    /// Canonical JSON.
    package var details: String?
    package var timestamp: Timestamp

    package init(
        run: ULID, attempt: Int, ordinal: Int = 0, kind: Kind, message: String, details: String? = nil,
        timestamp: Timestamp
    ) {
        self.run = run
        self.attempt = attempt
        self.ordinal = ordinal
        self.kind = kind
        self.message = message
        self.details = details
        self.timestamp = timestamp
    }
}

/// The right to work on a run; every write of a worker carries it.
package struct RunLease: Sendable, Hashable {
    package var run: ULID
    package var worker: String
    package var epoch: Int64
    package var expiresAt: Timestamp

    package init(run: ULID, worker: String, epoch: Int64, expiresAt: Timestamp) {
        self.run = run
        self.worker = worker
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}

/// A run that was claimed, with its lease and the number of its attempt.
package struct ClaimedRun: Sendable, Hashable {
    /// With its content.
    package var run: RunRecord
    package var lease: RunLease
    package var attempt: Int

    package init(run: RunRecord, lease: RunLease, attempt: Int) {
        self.run = run
        self.lease = lease
        self.attempt = attempt
    }
}

/// What became of a lease at its renewal.
package enum LeaseState: Sendable, Hashable {
    case renewed
    /// Renewed; somebody wants the run to stop.
    case cancelRequested
    /// Gone to another epoch or ended: what the worker still does counts for nothing.
    case lost
}

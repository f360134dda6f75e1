package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// The commit point before an effect: written, with its event, before the call is sent.
package struct RunStart: Sendable {
    package var lease: RunLease
    package var now: Timestamp
    /// An earlier attempt may have had its effect, and nobody has found out: the tool is idempotent by now.
    package var isInDoubt = false
    package var policySetDigest: ContentDigest?
    package var pinDigest: ContentDigest?
    package var provider: String?
    package var model: String?
    package var templateVersion: String?
    package var templateSource: String?
    /// What the stages of the gate said.
    package var steps: [RunStep]
    /// `run.started` with the effect id, and what else belongs to it.
    package var events: [AuditEvent]

    package init(
        lease: RunLease, now: Timestamp, policySetDigest: ContentDigest? = nil, pinDigest: ContentDigest? = nil,
        steps: [RunStep] = [], events: [AuditEvent]
    ) {
        self.lease = lease
        self.now = now
        self.policySetDigest = policySetDigest
        self.pinDigest = pinDigest
        self.steps = steps
        self.events = events
    }
}

/// How an attempt ended and where its run goes.
package struct RunCompletion: Sendable {
    package var lease: RunLease
    /// A state that may follow `running`.
    package var status: RunStatus
    package var reason: RunReason?
    package var errorText: String?
    package var now: Timestamp
    /// The next attempt of `retryable`, the snooze of `scheduled`; needed for these two.
    package var dueAt: Timestamp?
    /// False for a snooze (429, 503), a park or a drain: the attempt does not count.
    package var countsAsAttempt: Bool
    /// The call was announced and could not be sent: the attempt counts as none that was sent.
    package var wasNotSent = false
    /// The attempt, or one before it, may have had its effect.
    package var isInDoubt: Bool
    /// Ended as `expect` asked.
    package var isExpected: Bool
    package var output: String?
    package var lastProposal: String?
    package var resultDigest: ContentDigest?
    package var exitCode: Int?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    package var cost: Int64?
    package var currency: String?
    package var steps: [RunStep]
    /// `run.finished`, `run.denied` or what else belongs to the end; the store adds those of the runs and
    /// the batch that follow from it.
    package var events: [AuditEvent]

    package init(
        lease: RunLease, status: RunStatus, reason: RunReason? = nil, errorText: String? = nil, now: Timestamp,
        dueAt: Timestamp? = nil, countsAsAttempt: Bool = true, isInDoubt: Bool = false, isExpected: Bool = false,
        output: String? = nil,
        resultDigest: ContentDigest? = nil, steps: [RunStep] = [], events: [AuditEvent]
    ) {
        self.lease = lease
        self.status = status
        self.reason = reason
        self.errorText = errorText
        self.now = now
        self.dueAt = dueAt
        self.countsAsAttempt = countsAsAttempt
        self.isInDoubt = isInDoubt
        self.isExpected = isExpected
        self.output = output
        self.resultDigest = resultDigest
        self.steps = steps
        self.events = events
    }
}

/// What else moved when a run moved.
package struct RunEffects: Sendable, Hashable {
    /// Dependents that may be claimed now.
    package var released: [ULID]
    /// Dependents that cannot be met any more, and what follows from them.
    package var skipped: [ULID]
    package var cancelled: [ULID]
    /// Running ones whose worker was asked to stop.
    package var asked: [ULID]
    /// The batches that ended, with their status.
    package var closedBatches: [ULID: BatchStatus]
    /// How the run itself ended where it should have gone on, and somebody had asked it to stop.
    package var stopped: Stopped?

    package struct Stopped: Sendable, Hashable {
        package let status: RunStatus
        package let reason: RunReason?
    }

    package init(
        released: [ULID] = [], skipped: [ULID] = [], cancelled: [ULID] = [], asked: [ULID] = [],
        closedBatches: [ULID: BatchStatus] = [:]
    ) {
        self.released = released
        self.skipped = skipped
        self.cancelled = cancelled
        self.asked = asked
        self.closedBatches = closedBatches
    }
}

/// What a sweep of ended leases did.
package struct RescueReport: Sendable, Hashable {
    /// Back in the queue: nothing had been sent, or the run may be repeated.
    package var requeued: [ULID]
    /// Ended with `effect.unknown`.
    package var interrupted: [ULID]
    /// Ended with `runner.lost`, after the third rescue.
    package var failed: [ULID]
    package var effects: RunEffects

    package init(
        requeued: [ULID] = [], interrupted: [ULID] = [], failed: [ULID] = [], effects: RunEffects = RunEffects()
    ) {
        self.requeued = requeued
        self.interrupted = interrupted
        self.failed = failed
        self.effects = effects
    }

    /// Nothing was to take back.
    package var isEmpty: Bool { self == RescueReport() }

    package mutating func add(_ later: RescueReport) {
        requeued += later.requeued
        interrupted += later.interrupted
        failed += later.failed
        effects.released += later.effects.released
        effects.skipped += later.effects.skipped
        effects.cancelled += later.effects.cancelled
        effects.closedBatches.merge(later.effects.closedBatches) { $1 }
    }
}

/// What a new try at a finished run made.
package struct RetryOutcome: Sendable, Hashable {
    package var run: RunRecord
    /// The new runs of dependents that the old run had skipped, old id to new id.
    package var dependents: [ULID: ULID]

    package init(run: RunRecord, dependents: [ULID: ULID]) {
        self.run = run
        self.dependents = dependents
    }
}

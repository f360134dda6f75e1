package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// How an attempt ended, and where its run goes.
package struct RunCompletion: Sendable {
    package var lease: RunLease
    /// A status that may follow `running`.
    package var status: RunStatus
    package var reason: RunReason?
    package var errorText: String?
    package var now: Timestamp
    /// When the run may go on. Required for `retryable` and `scheduled`.
    package var dueAt: Timestamp?
    /// False where the run was put off (429, 503), parked or drained: the attempt does not use up the retry limit.
    package var countsAsAttempt: Bool
    /// The call was announced and could not be sent, so the attempt cannot have had an effect.
    package var wasNotSent = false
    /// Whether this attempt, or one before it, may have had its effect.
    package var isInDoubt: Bool
    /// Whether the run ended as `expect` asked.
    package var isExpected: Bool
    package var output: String?
    package var lastProposal: String?
    package var resultDigest: ContentDigest?
    package var exitCode: Int?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    package var cost: Int64?
    package var currency: String?
    /// What the end does to the approvals of the run.
    package var approval: ApprovalChange?
    package var steps: [RunStep]
    /// `run.finished`, `run.denied` or another event of the end. The store adds the events of other runs, and of the
    /// batch, that end with this run.
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

package import ReeveAudit
package import ReeveJSON

/// The commit point before an effect. The start and its event are written before the call is sent.
package struct RunStart: Sendable {
    package var lease: RunLease
    package var now: Timestamp
    /// Whether an earlier attempt may have had its effect, and nobody has found out. The call is then made only where
    /// its tool is idempotent by now.
    package var isInDoubt = false
    package var policySetDigest: ContentDigest?
    package var pinDigest: ContentDigest?
    package var provider: String?
    package var model: String?
    package var templateVersion: String?
    package var templateSource: String?
    /// The findings of the gate's stages.
    package var steps: [RunStep]
    /// `run.started` with the effect id, and other events of the start.
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

package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// Who applies a plan, with what consent, and when.
package struct ApplyRequest: Sendable {
    package var actor: AuditEvent.Actor
    /// Who approved, and how; nil where nobody did (`--yes`).
    package var approver: String?
    package var gitCommit: String?
    /// The objects of `--confirm PATH`, whose `protect: confirm` is lifted.
    package var confirmed: Set<ObjectKey> = []
    package var maxDeletes = 10
    /// The largest share of the set that may be pruned, in percent.
    package var maxDeleteShare = 20
    /// Whether unfinished runs that need a deleted object are cancelled (`--cancel-runs`).
    package var cancelsRuns = false
    package var now: Timestamp

    package init(actor: AuditEvent.Actor, now: Timestamp) {
        self.actor = actor
        self.now = now
    }
}

package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// Who applies a plan, with what consent, and when.
package struct ApplyRequest: Sendable {
    package var actor: AuditEvent.Actor
    /// Who approved, and how; nil for nobody (`--yes`).
    package var approver: String?
    package var gitCommit: String?
    /// `--confirm PATH`: lifts `protect: confirm` of these objects.
    package var confirmed: Set<ObjectKey> = []
    package var maxDeletes = 10
    /// In percent of the set.
    package var maxDeleteShare = 20
    /// Unfinished runs that need a deleted object are cancelled.
    package var cancelsRuns = false
    package var now: Timestamp

    package init(actor: AuditEvent.Actor, now: Timestamp) {
        self.actor = actor
        self.now = now
    }
}

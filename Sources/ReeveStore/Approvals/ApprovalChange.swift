package import ReeveAudit
package import ReeveModel

/// What the end of an attempt does to the approvals of its run, in the transaction that writes the end.
package enum ApprovalChange: Sendable {
    /// A request that an attempt makes in the place of another.
    package struct Replaced: Sendable {
        package var approval: ULID
        /// What has moved, for people.
        package var why: String

        package init(approval: ULID, why: String) {
            self.approval = approval
            self.why = why
        }
    }

    /// The run parks, and people are asked. The event is `approval.requested`.
    case requested(ApprovalRecord, event: AuditEvent, replacing: Replaced?)
    /// The run ends, because the approval was not used in time.
    case expired(ULID)
}

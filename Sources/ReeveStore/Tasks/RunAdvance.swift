package import ReeveAudit
package import ReeveJSON

/// What a worker writes of a task between its start and its end: a checkpoint of the loop.
package struct RunAdvance: Sendable {
    package var lease: RunLease
    package var now: Timestamp
    /// Whether a call is announced that may not simply be repeated, and whose outcome is not written yet.
    package var isInDoubt: Bool
    /// The entries that are new or complete by now.
    package var entries: [TaskEntry]
    /// What the task has used so far; nil leaves what is written.
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    package var cost: Int64?
    package var currency: String?
    package var provider: String?
    package var model: String?
    package var steps: [RunStep]
    package var events: [AuditEvent]

    package init(
        lease: RunLease, now: Timestamp, isInDoubt: Bool = false, entries: [TaskEntry], steps: [RunStep] = [],
        events: [AuditEvent] = []
    ) {
        self.lease = lease
        self.now = now
        self.isInDoubt = isInDoubt
        self.entries = entries
        self.steps = steps
        self.events = events
    }
}

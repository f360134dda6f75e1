package import ReeveAudit
package import ReeveModel

/// Why a run should stop, and who asks for it.
package struct RunStopRequest: Sendable {
    package var reason: RunReason
    /// Nil where no person asks: after a deadline, or too many failures.
    package var actor: String?
    /// Written where a running run is asked to stop. The store adds the names of the run.
    package var events: [AuditEvent]

    package init(reason: RunReason, actor: String?, events: [AuditEvent] = []) {
        self.reason = reason
        self.actor = actor
        self.events = events
    }
}

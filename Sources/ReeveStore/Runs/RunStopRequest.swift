package import ReeveAudit
package import ReeveModel

/// Why a run should stop, and who wants it.
package struct RunStopRequest: Sendable {
    package var reason: RunReason
    /// Nil where it is nobody's wish: a deadline, too many failures.
    package var actor: String?
    /// Written where a running run is asked to stop, with what is known of the run.
    package var events: [AuditEvent]

    package init(reason: RunReason, actor: String?, events: [AuditEvent] = []) {
        self.reason = reason
        self.actor = actor
        self.events = events
    }
}

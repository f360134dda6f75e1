package import ReeveAudit
package import ReeveModel

/// The status that a person gives to a run.
package struct RunMove: Sendable {
    package var status: RunStatus
    package var reason: RunReason?
    /// Whether all needs of the run are met. A run that is resumed before that waits for them again.
    package var needsAreMet: Bool
    package var events: [AuditEvent]

    package init(to status: RunStatus, reason: RunReason? = nil, needsAreMet: Bool = true, events: [AuditEvent] = []) {
        self.status = status
        self.reason = reason
        self.needsAreMet = needsAreMet
        self.events = events
    }
}

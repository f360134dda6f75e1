package import ReeveAudit
package import ReeveModel

/// Where a person moves a run.
package struct RunMove: Sendable {
    package var status: RunStatus
    package var reason: RunReason?
    /// A run that is resumed before its needs are met waits for them again.
    package var needsAreMet: Bool
    package var events: [AuditEvent]

    package init(to status: RunStatus, reason: RunReason? = nil, needsAreMet: Bool = true, events: [AuditEvent] = []) {
        self.status = status
        self.reason = reason
        self.needsAreMet = needsAreMet
        self.events = events
    }
}

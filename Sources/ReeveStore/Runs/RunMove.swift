package import ReeveAudit
package import ReeveModel

/// The status that a person gives to a run.
package struct RunMove: Sendable {
    package var status: RunStatus
    package var reason: RunReason?
    /// Whether all needs of the run are met. A run that is resumed before that waits for them again.
    package var needsAreMet: Bool
    package var events: [AuditEvent]
    /// For people: why the run ends.
    package var errorText: String?
    /// The event that the log gets of the end; where the run is in doubt it is `run.interrupted` instead. Nil where
    /// ``events`` tell of it.
    package var endType: AuditEventType?
    /// The stage of the gate that the end comes from, for that event.
    package var stage: String?
    /// Whether the end is the one that the run's item expects.
    package var isExpected = false

    package init(to status: RunStatus, reason: RunReason? = nil, needsAreMet: Bool = true, events: [AuditEvent] = []) {
        self.status = status
        self.reason = reason
        self.needsAreMet = needsAreMet
        self.events = events
    }
}

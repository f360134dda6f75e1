package import ReeveAudit
package import ReeveJSON

/// Which entries of the log a listing shows. An entry must fit every part that is given.
package struct AuditFilter: Sendable, Hashable {
    /// The organizations of the caller; nil for all entries, also for those without an organization.
    package var organizations: Set<String>?
    package var environment: String?
    package var types: Set<AuditEventType>?
    /// A text that the subject must contain.
    package var subjectContains: String?
    /// A text that the target must contain.
    package var targetContains: String?
    package var action: String?
    package var decision: AuditEvent.Decision?
    package var run: String?
    /// The earliest time of the event itself, inclusive.
    package var from: Timestamp?
    /// The end of the time of the event itself, exclusive.
    package var to: Timestamp?

    package init(
        organizations: Set<String>? = nil, environment: String? = nil, types: Set<AuditEventType>? = nil,
        subjectContains: String? = nil, targetContains: String? = nil, action: String? = nil,
        decision: AuditEvent.Decision? = nil, run: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.organizations = organizations
        self.environment = environment
        self.types = types
        self.subjectContains = subjectContains
        self.targetContains = targetContains
        self.action = action
        self.decision = decision
        self.run = run
        self.from = from
        self.to = to
    }

    package func matches(_ event: AuditEvent) -> Bool {
        if let organizations, !(event.organization.map(organizations.contains) ?? false) { return false }
        if let environment, event.environment != environment { return false }
        if let types, !types.contains(event.type) { return false }
        if let subjectContains, event.subject?.containsText(subjectContains) != true { return false }
        if let targetContains, event.target?.containsText(targetContains) != true { return false }
        if let action, event.action != action { return false }
        if let decision, event.decision != decision { return false }
        if let run, event.runID != run { return false }
        if let from, event.time < from { return false }
        if let to, event.time >= to { return false }
        return true
    }
}

extension String {
    /// Whether `part` occurs, compared byte by byte. The empty text occurs everywhere.
    fileprivate func containsText(_ part: String) -> Bool {
        let text = Array(utf8)
        let wanted = Array(part.utf8)
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { text[$0...].starts(with: wanted) }
    }
}

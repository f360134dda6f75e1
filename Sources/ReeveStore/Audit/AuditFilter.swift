package import ReeveAudit
package import ReeveJSON

/// Which entries of the log a listing wants; every given part must hold.
package struct AuditFilter: Sendable, Hashable {
    /// The caller's organizations; nil for all, entries without an organization included.
    package var organizations: Set<String>?
    package var environment: String?
    package var types: Set<AuditEventType>?
    /// Part of the subject's text.
    package var subjectContains: String?
    /// Part of the target's text.
    package var targetContains: String?
    package var action: String?
    package var decision: AuditEvent.Decision?
    package var run: String?
    /// Inclusive, by the event's own time.
    package var from: Timestamp?
    /// Exclusive.
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
    /// Whether `part` occurs, byte by byte; the empty text occurs everywhere.
    fileprivate func containsText(_ part: String) -> Bool {
        let text = Array(utf8)
        let wanted = Array(part.utf8)
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { text[$0...].starts(with: wanted) }
    }
}

/// One entry of the log as stored.
package struct StoredAuditEntry: Sendable, Hashable {
    /// The leaf index, from 0.
    package var sequence: Int64
    /// Canonical JSON of the event, its sequence number included.
    package var bytes: [UInt8]
    package var leafHash: MerkleHash
    /// A column beside the entry that does not hold what the entry says; asked for by
    /// ``StoreReading/indexedAuditEntries(from:limit:)`` alone.
    package var differingColumn: String?

    package init(sequence: Int64, bytes: [UInt8], leafHash: MerkleHash) {
        self.sequence = sequence
        self.bytes = bytes
        self.leafHash = leafHash
    }
}

/// A signed checkpoint as it was made.
package struct CheckpointRecord: Sendable, Hashable {
    /// The count of entries that it covers.
    package var size: Int64
    package var createdAt: Timestamp
    /// The signed note.
    package var note: [UInt8]

    package init(size: Int64, createdAt: Timestamp, note: [UInt8]) {
        self.size = size
        self.createdAt = createdAt
        self.note = note
    }
}

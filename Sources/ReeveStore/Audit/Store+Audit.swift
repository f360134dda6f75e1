package import ReeveAudit
internal import ReeveJSON

// The log of evidence. Operations append their own events; these are for events that stand alone.
extension Store {
    /// Appends events in one transaction; durable when it returns.
    @discardableResult
    package func appendAudit(_ events: [AuditEvent]) async throws(StoreError) -> [StoredAuditEntry] {
        guard !events.isEmpty else { return [] }
        return try await write { rows throws(StoreError) in try rows.append(events) }
    }

    package func auditHead() async throws(StoreError) -> AuditLogHead {
        try await read { rows throws(StoreError) in try rows.auditHead() }
    }

    /// The log in order, from `sequence` on.
    package func auditEntries(from sequence: Int64) async throws(StoreError) -> [StoredAuditEntry] {
        try await read { rows throws(StoreError) in
            var found: [StoredAuditEntry] = []
            while true {
                let page = try rows.auditEntries(from: sequence + Int64(found.count), limit: 1_000)
                guard !page.isEmpty else { return found }
                found += page
            }
        }
    }

    /// All of the filter, newest first.
    package func auditEntries(_ filter: AuditFilter) async throws(StoreError) -> [StoredAuditEntry] {
        try await read { rows throws(StoreError) in
            var found: [StoredAuditEntry] = []
            try rows.everyAuditEntry(filter) { found.append($0) }
            return found
        }
    }

    /// Keeps a signed checkpoint; the log may have grown since it was made.
    ///
    /// - Throws: `invalidRequest` unless it follows the newest one.
    package func appendCheckpoint(_ signed: SignedCheckpoint, events: [AuditEvent] = []) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            var head = try rows.auditHead()
            guard let time = signed.checkpoint.time else {
                throw StoreError(.invalidRequest, "checkpoint without a time")
            }
            do {
                try head.record(signed.checkpoint)
            } catch {
                throw StoreError(.invalidRequest, "checkpoint", underlying: "\(error)")
            }
            let record = CheckpointRecord(
                size: Int64(clamping: signed.checkpoint.size), createdAt: time, note: signed.bytes)
            try rows.append(record, head: head)
            try rows.append(events)
        }
    }

    /// Oldest first.
    package func checkpoints() async throws(StoreError) -> [CheckpointRecord] {
        try await read { rows throws(StoreError) in
            var found: [CheckpointRecord] = []
            while true {
                let page = try rows.checkpoints(fromSize: (found.last?.size ?? -1) + 1, limit: 1_000)
                guard !page.isEmpty else { return found }
                found += page
            }
        }
    }
}

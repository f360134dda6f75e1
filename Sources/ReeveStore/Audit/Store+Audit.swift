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

    /// A page of the log in order, from `sequence` on; empty at its end.
    package func auditEntries(from sequence: Int64, limit: Int = 10_000) async throws(StoreError) -> [StoredAuditEntry]
    {
        try await read { rows throws(StoreError) in try rows.auditEntries(from: sequence, limit: limit) }
    }

    /// Newest first; `before` is the last sequence of the page before.
    package func auditEntries(
        _ filter: AuditFilter, before: Int64? = nil, limit: Int = 100
    ) async throws(StoreError) -> [StoredAuditEntry] {
        try await read { rows throws(StoreError) in try rows.auditEntries(filter, before: before, limit: limit) }
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
    package func checkpoints(fromSize: Int64 = 0, limit: Int = 1_000) async throws(StoreError) -> [CheckpointRecord] {
        try await read { rows throws(StoreError) in try rows.checkpoints(fromSize: fromSize, limit: limit) }
    }
}

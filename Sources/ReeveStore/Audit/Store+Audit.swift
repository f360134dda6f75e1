package import ReeveAudit
internal import ReeveJSON

// The log of evidence. Operations append their events in their own transactions; these functions are for events that
// stand alone.
extension Store {
    /// Appends events in one transaction. They are durable when it returns. Not safe to repeat: each call appends
    /// again.
    @discardableResult
    package func appendAudit(_ events: [AuditEvent]) async throws(StoreError) -> [StoredAuditEntry] {
        guard !events.isEmpty else { return [] }
        return try await write { rows throws(StoreError) in try rows.append(events) }
    }

    /// The size of the log, its hashes, and the newest checkpoint, at one instant.
    package func auditHead() async throws(StoreError) -> AuditLogHead {
        try await read { rows throws(StoreError) in try rows.auditHead() }
    }

    /// All entries from `sequence` on, in order, from one snapshot. All of them are in memory at once.
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

    /// All entries that the filter lets through, newest first, from one snapshot.
    package func auditEntries(_ filter: AuditFilter) async throws(StoreError) -> [StoredAuditEntry] {
        try await read { rows throws(StoreError) in
            var found: [StoredAuditEntry] = []
            try rows.everyAuditEntry(filter) { found.append($0) }
            return found
        }
    }

    /// Stores a signed checkpoint and the events in one transaction. The log may have grown since the checkpoint was
    /// made.
    ///
    /// - Throws: `invalidRequest` where the checkpoint has no time or does not follow the newest one. So a second call
    ///   with the same checkpoint throws.
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

    /// All checkpoints, oldest first.
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

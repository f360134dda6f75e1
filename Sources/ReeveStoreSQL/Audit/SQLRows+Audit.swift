package import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
package import ReeveStore

extension SQLRows {
    @discardableResult
    package func append(_ events: [AuditEvent]) throws(StoreError) -> [StoredAuditEntry] {
        guard !events.isEmpty else { return [] }
        guard var head = openHead else { throw StoreError(.readOnly, "no write transaction") }
        var entries: [StoredAuditEntry] = []
        for var event in events {
            if event.id.isEmpty { event.id = nextID(event.time).text }
            let appended = head.audit.append(event)
            let entry = StoredAuditEntry(
                sequence: appended.sequence, bytes: appended.bytes, leafHash: appended.leafHash)
            do throws(StoreError) {
                try insert(entry, of: event)
                try connection.run(
                    "INSERT INTO audit_leaf (sequence, hash) VALUES ($1, $2)",
                    [.integer(entry.sequence), .blob(entry.leafHash.bytes)])
            } catch {
                guard case .invalidRequest = error.code, let surplus = try surplusRow(from: entry.sequence) else {
                    throw error
                }
                throw surplus
            }
            entries.append(entry)
        }
        openHead = head
        return entries
    }

    /// The error for a row at the place of the log's next entry: the head says how many entries there are, so that row
    /// is one too many. Nil where there is no such row.
    private func surplusRow(from sequence: Int64) throws(StoreError) -> StoreError? {
        for table in ["audit_entry", "audit_leaf"] {
            let rows = try connection.all(
                composed: "SELECT MIN(sequence) FROM \(table) WHERE sequence >= \(sequence) HAVING COUNT(*) > 0"
            ) { row in row.integer(0) }
            guard let row = rows.first else { continue }
            return StoreError(
                .corrupt, "the log has \(sequence) entries, and row \(row) of \(table) is one too many")
        }
        return nil
    }

    private func insert(_ entry: StoredAuditEntry, of event: AuditEvent) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO audit_entry (sequence, id, ts, event_type, organization, environment, subject, action,
                target, decision, rule_id, run_id, context, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            [
                .integer(entry.sequence), .text(event.id), SQLValue(event.time), .text(event.type.rawValue),
                SQLValue(event.organization), SQLValue(event.environment), SQLValue(event.subject),
                SQLValue(event.action), SQLValue(event.target), SQLValue(event.decision?.rawValue),
                SQLValue(event.ruleIDs?.joined(separator: ",")), SQLValue(event.runID),
                SQLValue(event.context.map { JSONValue.object($0).canonicalText }),
                .text(String(decoding: entry.bytes, as: UTF8.self)),
            ])
    }

    package func auditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [StoredAuditEntry] {
        try connection.all(
            """
            SELECT e.sequence, e.body, l.hash FROM audit_entry e JOIN audit_leaf l ON l.sequence = e.sequence
            WHERE e.sequence >= $1 ORDER BY e.sequence LIMIT $2
            """, [.integer(sequence), SQLValue(limit)], SQLRows.auditEntry)
    }

    package func indexedAuditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [StoredAuditEntry] {
        try connection.all(
            """
            SELECT e.sequence, e.body, l.hash, e.id, e.event_type, e.organization, e.environment, e.subject, e.action,
                e.target, e.decision, e.run_id, e.context, e.rule_id, e.ts
            FROM audit_entry e JOIN audit_leaf l ON l.sequence = e.sequence
            WHERE e.sequence >= $1 ORDER BY e.sequence LIMIT $2
            """, [.integer(sequence), SQLValue(limit)]
        ) { row throws(StoreError) in
            var entry = try SQLRows.auditEntry(row)
            entry.differingColumn = entry.bytes.withUnsafeBufferPointer { bytes in
                EntryColumns.difference(bytes, time: row.time(14)) { column, value in row.isEqual(3 + column, value) }
            }
            return entry
        }
    }

    package func auditLeaves(from sequence: Int64, limit: Int) throws(StoreError) -> [MerkleHash] {
        try connection.all(
            "SELECT hash FROM audit_leaf WHERE sequence >= $1 ORDER BY sequence LIMIT $2",
            [.integer(sequence), SQLValue(limit)]
        ) { row throws(StoreError) in try SQLRows.hash(row, 0) }
    }

    package func auditEntry(id: String) throws(StoreError) -> StoredAuditEntry? {
        try connection.first(
            """
            SELECT e.sequence, e.body, l.hash FROM audit_entry e JOIN audit_leaf l ON l.sequence = e.sequence
            WHERE e.id = $1
            """, [.text(id)], SQLRows.auditEntry)
    }

    package func auditEntries(
        _ filter: AuditFilter, before: Int64?, limit: Int
    ) throws(StoreError) -> Page<StoredAuditEntry> {
        var conditions = SQLConditions()
        let dialect = connection.dialect
        if let organizations = filter.organizations {
            conditions.add("e.organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { conditions.add("e.environment = $", .text(environment)) }
        if let types = filter.types {
            conditions.add("e.event_type", in: types.map { .text($0.rawValue) })
        }
        if let part = filter.subjectContains {
            conditions.add(dialect.position(of: "$", in: "e.subject") + " > 0", .text(part))
        }
        if let part = filter.targetContains {
            conditions.add(dialect.position(of: "$", in: "e.target") + " > 0", .text(part))
        }
        if let action = filter.action { conditions.add("e.action = $", .text(action)) }
        if let decision = filter.decision { conditions.add("e.decision = $", .text(decision.rawValue)) }
        if let run = filter.run { conditions.add("e.run_id = $", .text(run)) }
        if let from = filter.from { conditions.add("e.ts >= $", SQLValue(from)) }
        if let to = filter.to { conditions.add("e.ts < $", SQLValue(to)) }
        if let before { conditions.add("e.sequence < $", .integer(before)) }
        let mark = conditions.mark(SQLValue(Page<StoredAuditEntry>.looking(limit)))
        let found = try connection.all(
            composed: """
                SELECT e.sequence, e.body, l.hash FROM audit_entry e JOIN audit_leaf l ON l.sequence = e.sequence
                \(conditions.clause) ORDER BY e.sequence DESC LIMIT \(mark)
                """, conditions.values, SQLRows.auditEntry)
        return Page(found, limit: limit)
    }

    private static func auditEntry(_ row: any SQLRow) throws(StoreError) -> StoredAuditEntry {
        StoredAuditEntry(sequence: row.integer(0), bytes: row.bytes(1), leafHash: try hash(row, 2))
    }

    private static func hash(_ row: any SQLRow, _ column: Int) throws(StoreError) -> MerkleHash {
        guard let hash = MerkleHash(bytes: row.bytes(column)) else { throw row.corrupt(column, "hash") }
        return hash
    }

    package func append(_ checkpoint: CheckpointRecord, head: AuditLogHead) throws(StoreError) {
        guard openHead != nil else { throw StoreError(.readOnly, "no write transaction") }
        try connection.run(
            """
            INSERT INTO audit_checkpoint (size, created_at, note) VALUES ($1, $2, $3)
            ON CONFLICT (size) DO UPDATE SET created_at = excluded.created_at, note = excluded.note,
                seal = @reseal
            """, [.integer(checkpoint.size), SQLValue(checkpoint.createdAt), .blob(checkpoint.note)])
        openHead?.audit = head
    }

    package func checkpoints(fromSize: Int64, limit: Int) throws(StoreError) -> [CheckpointRecord] {
        try connection.all(
            "SELECT size, created_at, note FROM audit_checkpoint WHERE size >= $1 ORDER BY size LIMIT $2",
            [.integer(fromSize), SQLValue(limit)], SQLRows.checkpoint)
    }

    package func lastCheckpoint() throws(StoreError) -> CheckpointRecord? {
        try connection.first(
            "SELECT size, created_at, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1", [], SQLRows.checkpoint)
    }

    private static func checkpoint(_ row: any SQLRow) -> CheckpointRecord {
        CheckpointRecord(size: row.integer(0), createdAt: row.time(1), note: row.bytes(2))
    }
}

import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    func auditHead() throws(StoreError) -> AuditLogHead {
        if let logHead { return logHead }
        let text = try driver.first("SELECT head FROM audit_state WHERE id = 1") { row in row.text(0) }
        let head: AuditLogHead
        if let text {
            guard let json = try? JSONParser.parse(text), let stored = try? AuditLogHead(json: json) else {
                throw StoreError(.corrupt, "the head of the audit log cannot be read")
            }
            head = stored
        } else {
            head = AuditLogHead()
        }
        logHead = head
        return head
    }

    @discardableResult
    func append(_ events: [AuditEvent]) throws(StoreError) -> [AuditEntry] {
        guard !events.isEmpty else { return [] }
        var head = try auditHead()
        var entries: [AuditEntry] = []
        entries.reserveCapacity(events.count)
        for event in events {
            var event = event
            if event.id.isEmpty { event.id = nextID(event.time).text }
            let entry = head.append(event)
            try driver.run(
                """
                INSERT INTO audit_entry (sequence, id, time, type, organization, environment, subject, action, target, decision, run, bytes)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                [
                    .integer(entry.sequence), .text(event.id), .time(event.time), .choice(event.type),
                    .optional(event.organization),
                    .optional(event.environment), .optional(event.subject ?? event.actor.id), .optional(event.action),
                    .optional(event.target),
                    .optional(event.decision?.rawValue), .optional(event.runID), .blob(entry.bytes),
                ])
            try driver.run(
                "INSERT INTO audit_leaf (sequence, hash) VALUES ($1, $2)",
                [.integer(entry.sequence), .blob(Array(entry.leafHash.bytes))])
            entries.append(entry)
        }
        logHead = head
        isLogHeadChanged = true
        return entries
    }

    func append(_ checkpoint: CheckpointRecord, head: AuditLogHead) throws(StoreError) {
        try driver.run(
            "INSERT INTO checkpoint (size, created_at, note) VALUES ($1, $2, $3)",
            [.integer(checkpoint.size), .time(checkpoint.createdAt), .blob(checkpoint.note)])
        logHead = head
        isLogHeadChanged = true
    }

    func auditEntries(from sequence: Int64, limit: Int) throws(StoreError) -> [AuditEntry] {
        try driver.all(
            """
            SELECT entry.sequence, entry.bytes, leaf.hash FROM audit_entry AS entry
            LEFT JOIN audit_leaf AS leaf ON leaf.sequence = entry.sequence WHERE entry.sequence >= $1 ORDER BY entry.sequence LIMIT $2
            """, [.integer(sequence), .int(limit)], Self.entry)
    }

    func auditLeaves(from sequence: Int64, limit: Int) throws(StoreError) -> [MerkleHash] {
        try driver.all(
            "SELECT hash FROM audit_leaf WHERE sequence >= $1 ORDER BY sequence LIMIT $2",
            [.integer(sequence), .int(limit)]
        ) {
            row throws(StoreError) in
            guard let hash = MerkleHash(bytes: row.blob(0)) else {
                throw StoreError(.corrupt, "a leaf of the audit log has not 32 bytes")
            }
            return hash
        }
    }

    func auditEntries(_ filter: AuditFilter, before: Int64?, limit: Int) throws(StoreError) -> [AuditEntry] {
        var condition = SQLFilter()
        if let before { condition.add("entry.sequence < $?", .integer(before)) }
        if let organizations = filter.organizations {
            condition.add("entry.organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { condition.add("entry.environment = $?", .text(environment)) }
        if let types = filter.types {
            condition.add("entry.type", in: types.map(\.rawValue).sorted().map(SQLValue.text))
        }
        // instr is byte for byte on text without NUL; LIKE would ignore case.
        if let subject = filter.subjectContains { condition.add("instr(entry.subject, $?) > 0", .text(subject)) }
        if let target = filter.targetContains { condition.add("instr(entry.target, $?) > 0", .text(target)) }
        if let action = filter.action { condition.add("entry.action = $?", .text(action)) }
        if let decision = filter.decision { condition.add("entry.decision = $?", .choice(decision)) }
        if let run = filter.run { condition.add("entry.run = $?", .text(run)) }
        if let from = filter.from { condition.add("entry.time >= $?", .time(from)) }
        if let to = filter.to { condition.add("entry.time < $?", .time(to)) }
        let place = condition.place(.int(limit))
        return try driver.all(
            composed: """
                SELECT entry.sequence, entry.bytes, leaf.hash FROM audit_entry AS entry
                LEFT JOIN audit_leaf AS leaf ON leaf.sequence = entry.sequence\(condition.clause) ORDER BY entry.sequence DESC LIMIT \(place)
                """, condition.values, Self.entry)
    }

    func auditEntry(id: String) throws(StoreError) -> AuditEntry? {
        try driver.first(
            """
            SELECT entry.sequence, entry.bytes, leaf.hash FROM audit_entry AS entry
            LEFT JOIN audit_leaf AS leaf ON leaf.sequence = entry.sequence WHERE entry.id = $1
            """, [.text(id)], Self.entry)
    }

    /// An entry whose leaf is gone gets the hash of nothing, so that verification finds it.
    private static func entry(_ row: any SQLRow) throws(StoreError) -> AuditEntry {
        let leaf = row.isNull(2) ? nil : MerkleHash(bytes: row.blob(2))
        return AuditEntry(sequence: row.integer(0), bytes: row.blob(1), leafHash: leaf ?? MerkleHash.leaf([]))
    }

    func checkpoints(fromSize: Int64, limit: Int) throws(StoreError) -> [CheckpointRecord] {
        try driver.all(
            "SELECT size, created_at, note FROM checkpoint WHERE size >= $1 ORDER BY size, created_at LIMIT $2",
            [.integer(fromSize), .int(limit)],
            Self.checkpoint)
    }

    func lastCheckpoint() throws(StoreError) -> CheckpointRecord? {
        try driver.first(
            "SELECT size, created_at, note FROM checkpoint ORDER BY size DESC, created_at DESC LIMIT 1", [],
            Self.checkpoint)
    }

    private static func checkpoint(_ row: any SQLRow) -> CheckpointRecord {
        CheckpointRecord(size: row.integer(0), createdAt: row.time(1), note: row.blob(2))
    }
}

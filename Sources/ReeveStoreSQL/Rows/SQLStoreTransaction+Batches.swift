import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    private static let columns = """
        id, organization, environment, name, queue, status, definition_digest, definition, idempotency_key, request_digest, concurrency, \
        priority, max_failures, deadline, requester, attributes, schedule, fired_for, created_at, ended_at, stopped_at, stop_reason
        """

    func batch(_ id: ULID) throws(StoreError) -> BatchRecord? {
        try driver.all(composed: "SELECT \(Self.columns) FROM batch WHERE id = $1", [.id(id)], Self.batch).first
    }

    func batch(organization: String, idempotencyKey: String) throws(StoreError) -> BatchRecord? {
        try driver.all(
            composed: "SELECT \(Self.columns) FROM batch WHERE organization = $1 AND idempotency_key = $2",
            [.text(organization), .text(idempotencyKey)], Self.batch
        ).first
    }

    func batches(_ filter: BatchFilter, before: ULID?, limit: Int) throws(StoreError) -> [BatchRecord] {
        var condition = SQLFilter()
        if let organizations = filter.organizations {
            condition.add("organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { condition.add("environment = $?", .text(environment)) }
        if let name = filter.name { condition.add("name = $?", .text(name)) }
        if let queue = filter.queue { condition.add("queue = $?", .text(queue)) }
        if let statuses = filter.statuses {
            condition.add("status", in: statuses.map(\.rawValue).sorted().map(SQLValue.text))
        }
        if let schedule = filter.schedule { condition.add("schedule = $?", .id(schedule)) }
        if let before { condition.add("id < $?", .id(before)) }
        let place = condition.place(.int(limit))
        return try driver.all(
            composed: "SELECT \(Self.columns) FROM batch\(condition.clause) ORDER BY id DESC LIMIT \(place)",
            condition.values, Self.batch)
    }

    private static func batch(_ row: any SQLRow) throws(StoreError) -> BatchRecord {
        var batch = BatchRecord(
            id: try row.id(0), organization: row.text(1), environment: row.text(2), name: row.text(3),
            queue: row.text(4),
            definitionDigest: try row.digest(6), definition: row.text(7), idempotencyKey: row.optionalText(8),
            requestDigest: try row.digest(9),
            concurrency: row.int(10), priority: row.int(11), maxFailures: row.optionalInt(12),
            deadline: row.optionalTime(13),
            requester: row.text(14), attributes: row.text(15), createdAt: row.time(18))
        batch.status = try row.choice(5)
        batch.schedule = try row.optionalID(16)
        batch.firedFor = row.optionalTime(17)
        batch.endedAt = row.optionalTime(19)
        batch.stoppedAt = row.optionalTime(20)
        batch.stopReason = try row.optionalChoice(21)
        return batch
    }

    func insert(_ batch: BatchRecord) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO batch (id, organization, environment, name, queue, status, definition_digest, definition, idempotency_key, request_digest,
            concurrency, priority, max_failures, deadline, requester, attributes, schedule, fired_for, created_at, ended_at, stopped_at,
            stop_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            """,
            [
                .id(batch.id), .text(batch.organization), .text(batch.environment), .text(batch.name),
                .text(batch.queue), .choice(batch.status),
                .digest(batch.definitionDigest), .text(batch.definition), .optional(batch.idempotencyKey),
                .digest(batch.requestDigest),
                .int(batch.concurrency), .int(batch.priority), .optional(batch.maxFailures), .time(batch.deadline),
                .text(batch.requester),
                .text(batch.attributes), .id(batch.schedule), .time(batch.firedFor), .time(batch.createdAt),
                .time(batch.endedAt),
                .time(batch.stoppedAt), .optional(batch.stopReason?.rawValue),
            ])
    }

    func update(_ batch: BatchRecord) throws(StoreError) {
        try driver.run(
            "UPDATE batch SET status = $2, ended_at = $3, stopped_at = $4, stop_reason = $5 WHERE id = $1",
            [
                .id(batch.id), .choice(batch.status), .time(batch.endedAt), .time(batch.stoppedAt),
                .optional(batch.stopReason?.rawValue),
            ])
    }

    func deleteBatch(_ id: ULID) throws(StoreError) { try driver.run("DELETE FROM batch WHERE id = $1", [.id(id)]) }

    func hasUnfinishedRuns(batch: ULID) throws(StoreError) -> Bool {
        try driver.first(
            """
            SELECT 1 FROM run WHERE batch = $1
            AND status IN ('pending', 'scheduled', 'ready', 'running', 'retryable', 'awaiting_approval', 'suspended') LIMIT 1
            """, [.id(batch)]
        ) { row in row.integer(0) } != nil
    }

    func failureCount(batch: ULID) throws(StoreError) -> Int {
        try driver.first(
            """
            SELECT count(*) FROM run WHERE batch = $1 AND status IN ('failed', 'denied', 'interrupted') AND is_expected = 0
            AND superseded_by IS NULL
            """, [.id(batch)]
        ) { row in row.int(0) } ?? 0
    }

    func overdueBatches(now: Timestamp) throws(StoreError) -> [ULID] {
        try driver.all(
            "SELECT id FROM batch WHERE status = 'open' AND deadline IS NOT NULL AND deadline <= $1 ORDER BY id",
            [.time(now)]
        ) {
            row throws(StoreError) in try row.id(0)
        }
    }
}

package import ReeveJSON
package import ReeveModel
package import ReeveStore

extension SQLRows {
    /// The columns that ``batch(_:)-row`` reads, in its order.
    private static let batchColumns = """
        id, organization, environment, name, queue, status, definition_digest, idempotency_key, request_digest,
        concurrency, priority, max_failures, deadline_at, requester, schedule_uid, fired_for, created_at, ended_at,
        stopped_at, stop_reason, attributes, definition,
        seal @same reeve_seal('batch', id, organization, environment, name, queue, status, definition_digest,
            idempotency_key, request_digest, concurrency, priority, max_failures, deadline_at, requester,
            schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition)
        """

    package func batch(_ id: ULID) throws(StoreError) -> BatchRecord? {
        if let known = running?.batch(id) { return known }
        let found = try connection.first(
            """
            SELECT id, organization, environment, name, queue, status, definition_digest, idempotency_key,
                request_digest, concurrency, priority, max_failures, deadline_at, requester, schedule_uid,
                fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition,
                seal @same reeve_seal('batch', id, organization, environment, name, queue, status, definition_digest,
                    idempotency_key, request_digest, concurrency, priority, max_failures, deadline_at, requester,
                    schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition)
            FROM batch WHERE id = $1
            """, [SQLValue(id)], SQLRows.batch)
        if let found { running?.now(found) }
        return found
    }

    package func batch(organization: String, idempotencyKey: String) throws(StoreError) -> BatchRecord? {
        try connection.first(
            """
            SELECT id, organization, environment, name, queue, status, definition_digest, idempotency_key,
                request_digest, concurrency, priority, max_failures, deadline_at, requester, schedule_uid,
                fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition,
                seal @same reeve_seal('batch', id, organization, environment, name, queue, status, definition_digest,
                    idempotency_key, request_digest, concurrency, priority, max_failures, deadline_at, requester,
                    schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition)
            FROM batch WHERE organization = $1 AND idempotency_key = $2
            """, [.text(organization), .text(idempotencyKey)], SQLRows.batch)
    }

    package func batches(_ filter: BatchFilter, before: ULID?, limit: Int) throws(StoreError) -> Page<BatchRecord> {
        var conditions = SQLConditions()
        if let organizations = filter.organizations {
            conditions.add("organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { conditions.add("environment = $", .text(environment)) }
        if let name = filter.name { conditions.add("name = $", .text(name)) }
        if let queue = filter.queue { conditions.add("queue = $", .text(queue)) }
        if let statuses = filter.statuses { conditions.add("status", in: statuses.map { .text($0.rawValue) }) }
        if let schedule = filter.schedule { conditions.add("schedule_uid = $", SQLValue(schedule)) }
        if let before { conditions.add("id < $", SQLValue(before)) }
        let mark = conditions.mark(SQLValue(Page<BatchRecord>.looking(limit)))
        let found = try connection.all(
            composed: "SELECT \(SQLRows.batchColumns) FROM batch\(conditions.clause) ORDER BY id DESC LIMIT \(mark)",
            conditions.values, SQLRows.batch)
        return Page(found, limit: limit)
    }

    private static func batch(_ row: any SQLRow) throws(StoreError) -> BatchRecord {
        var batch = BatchRecord(
            id: try row.id(0), organization: row.text(1), environment: row.text(2), name: row.text(3),
            queue: row.text(4), status: try row.name(5), definitionDigest: try row.digest(6),
            definition: row.text(21), idempotencyKey: row.textOrNil(7), requestDigest: try row.digest(8),
            concurrency: row.int(9), priority: row.int(10), maxFailures: row.intOrNil(11),
            deadline: row.timeOrNil(12), requester: Requester(row.text(13)), attributes: row.text(20),
            schedule: try row.idOrNil(14), firedFor: row.timeOrNil(15), createdAt: row.time(16),
            endedAt: row.timeOrNil(17), stoppedAt: row.timeOrNil(18), stopReason: try row.nameOrNil(19))
        batch.isIntact = row.bool(22)
        return batch
    }

    package func insert(_ batch: BatchRecord) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO batch (id, organization, environment, name, queue, status, definition_digest,
                idempotency_key, request_digest, concurrency, priority, max_failures, deadline_at, requester,
                schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason, attributes, definition)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                $21, $22)
            """,
            [
                SQLValue(batch.id), .text(batch.organization), .text(batch.environment), .text(batch.name),
                .text(batch.queue), .text(batch.status.rawValue), SQLValue(batch.definitionDigest),
                SQLValue(batch.idempotencyKey), SQLValue(batch.requestDigest), SQLValue(batch.concurrency),
                SQLValue(batch.priority), SQLValue(batch.maxFailures), SQLValue(batch.deadline),
                .text(batch.requester.description), SQLValue(batch.schedule), SQLValue(batch.firedFor),
                SQLValue(batch.createdAt), SQLValue(batch.endedAt), SQLValue(batch.stoppedAt),
                SQLValue(batch.stopReason?.rawValue), .text(batch.attributes), .text(batch.definition),
            ])
    }

    package func update(_ batch: BatchRecord) throws(StoreError) {
        try connection.run(
            "UPDATE batch SET status = $1, ended_at = $2, stopped_at = $3, stop_reason = $4 WHERE id = $5",
            [
                .text(batch.status.rawValue), SQLValue(batch.endedAt), SQLValue(batch.stoppedAt),
                SQLValue(batch.stopReason?.rawValue), SQLValue(batch.id),
            ])
        running?.forget(batch: batch.id)
    }

    package func deleteBatch(_ id: ULID) throws(StoreError) {
        running?.forget(batch: id)
        try connection.run("DELETE FROM batch WHERE id = $1", [SQLValue(id)])
    }

    package func overdueBatches(now: Timestamp) throws(StoreError) -> [ULID] {
        try connection.all(
            """
            SELECT id FROM batch
            WHERE status = 'open' AND deadline_at IS NOT NULL AND deadline_at <= $1 AND stopped_at IS NULL
            ORDER BY id
            """, [SQLValue(now)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func hasUnfinishedRuns(batch: ULID) throws(StoreError) -> Bool {
        try connection.first(
            "SELECT 1 FROM run WHERE batch_id = $1 AND ended_at IS NULL LIMIT 1", [SQLValue(batch)]
        ) { _ in true } ?? false
    }

    package func failureCount(batch: ULID) throws(StoreError) -> Int {
        try connection.first(
            "SELECT COUNT(*) FROM run WHERE batch_id = $1 AND counts_as_failure = 1", [SQLValue(batch)]
        ) { row in row.int(0) } ?? 0
    }

    package func unfinishedRuns(batch: ULID, statuses: Set<RunStatus>) throws(StoreError) -> [ULID] {
        var conditions = SQLConditions()
        conditions.add("batch_id = $", SQLValue(batch))
        conditions.add("ended_at IS NULL")
        conditions.add("status", in: statuses.map { .text($0.rawValue) })
        return try connection.all(
            composed: "SELECT id FROM run\(conditions.clause) ORDER BY id", conditions.values
        ) { row throws(StoreError) in try row.id(0) }
    }
}

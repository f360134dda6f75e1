import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    // MARK: Workers

    func workers() throws(StoreError) -> [Worker] {
        try driver.all(
            """
            SELECT name, host, boot_id, process_id, version, queues, capacity, started_at, last_seen_at, is_draining FROM worker ORDER BY name
            """, []
        ) { row throws(StoreError) in
            Worker(
                name: row.text(0), host: row.text(1), bootID: row.text(2),
                processID: Int32(truncatingIfNeeded: row.integer(3)),
                version: row.text(4), queues: Self.list(row.text(5)), capacity: row.int(6), startedAt: row.time(7),
                lastSeenAt: row.time(8),
                isDraining: row.flag(9))
        }
    }

    func upsert(_ worker: Worker) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO worker (name, host, boot_id, process_id, version, queues, capacity, started_at, last_seen_at, is_draining)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (name) DO UPDATE SET host = excluded.host, boot_id = excluded.boot_id, process_id = excluded.process_id,
            version = excluded.version, queues = excluded.queues, capacity = excluded.capacity, started_at = excluded.started_at,
            last_seen_at = excluded.last_seen_at, is_draining = excluded.is_draining
            """,
            [
                .text(worker.name), .text(worker.host), .text(worker.bootID), .integer(Int64(worker.processID)),
                .text(worker.version),
                .text(JSONValue(worker.queues).canonicalText), .int(worker.capacity), .time(worker.startedAt),
                .time(worker.lastSeenAt),
                .flag(worker.isDraining),
            ])
    }

    func deleteWorker(_ name: String) throws(StoreError) {
        try driver.run("DELETE FROM worker WHERE name = $1", [.text(name)])
    }

    private static func list(_ text: String) -> [String] {
        ((try? JSONParser.parse(text))?.array ?? []).compactMap(\.string)
    }

    func processGroups(host: String) throws(StoreError) -> [ProcessGroup] {
        try driver.all(
            """
            SELECT host, boot_id, group_id, start_ticks, connection, worker, started_at FROM process_group
            WHERE host = $1 ORDER BY started_at, group_id
            """, [.text(host)]
        ) { row in
            ProcessGroup(
                host: row.text(0), bootID: row.text(1), groupID: Int32(truncatingIfNeeded: row.integer(2)),
                startTicks: row.integer(3),
                connection: row.text(4), worker: row.text(5), startedAt: row.time(6))
        }
    }

    func upsert(_ group: ProcessGroup) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO process_group (host, boot_id, group_id, start_ticks, connection, worker, started_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (host, boot_id, group_id) DO UPDATE SET start_ticks = excluded.start_ticks, connection = excluded.connection,
            worker = excluded.worker, started_at = excluded.started_at
            """,
            [
                .text(group.host), .text(group.bootID), .integer(Int64(group.groupID)), .integer(group.startTicks),
                .text(group.connection),
                .text(group.worker), .time(group.startedAt),
            ])
    }

    func deleteProcessGroup(host: String, bootID: String, groupID: Int32) throws(StoreError) {
        try driver.run(
            "DELETE FROM process_group WHERE host = $1 AND boot_id = $2 AND group_id = $3",
            [.text(host), .text(bootID), .integer(Int64(groupID))])
    }

    // MARK: Limits and payloads

    func limiterBucket(_ key: String) throws(StoreError) -> LimiterBucket? {
        try driver.first("SELECT key, tokens, updated_at FROM limiter_bucket WHERE key = $1", [.text(key)]) { row in
            LimiterBucket(key: row.text(0), tokens: row.integer(1), updatedAt: row.time(2))
        }
    }

    func upsert(_ bucket: LimiterBucket) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO limiter_bucket (key, tokens, updated_at) VALUES ($1, $2, $3)
            ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at
            """, [.text(bucket.key), .integer(bucket.tokens), .time(bucket.updatedAt)])
    }

    func payload(_ digest: ContentDigest) throws(StoreError) -> [UInt8]? {
        try driver.first("SELECT bytes FROM payload WHERE digest = $1", [.digest(digest)]) { row in row.blob(0) }
    }

    func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) throws(StoreError) {
        try driver.run(
            "INSERT INTO payload (digest, bytes, created_at) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
            [.digest(digest), .blob(bytes), .time(now)])
    }

    // MARK: Pauses

    func pauses() throws(StoreError) -> [Pause] {
        try driver.all(
            "SELECT kind, organization, environment, name, actor, reason, since FROM pause ORDER BY kind, organization, environment, name",
            []
        ) { row throws(StoreError) in
            Pause(
                target: PauseTarget(
                    kind: try row.choice(0), organization: row.text(1), environment: row.text(2), name: row.text(3)),
                actor: row.text(4), reason: row.text(5), since: row.time(6))
        }
    }

    func upsert(_ pause: Pause) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO pause (kind, organization, environment, name, actor, reason, since) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, organization, environment, name) DO UPDATE SET actor = excluded.actor, reason = excluded.reason,
            since = excluded.since
            """,
            [
                .choice(pause.target.kind), .text(pause.target.organization), .text(pause.target.environment),
                .text(pause.target.name),
                .text(pause.actor), .text(pause.reason), .time(pause.since),
            ])
    }

    func deletePause(_ target: PauseTarget) throws(StoreError) -> Bool {
        try driver.run(
            "DELETE FROM pause WHERE kind = $1 AND organization = $2 AND environment = $3 AND name = $4",
            [.choice(target.kind), .text(target.organization), .text(target.environment), .text(target.name)]) > 0
    }
}

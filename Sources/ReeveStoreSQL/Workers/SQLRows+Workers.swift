package import ReeveJSON
package import ReeveStore

extension SQLRows {
    package func workers() throws(StoreError) -> [Worker] {
        try connection.all(
            """
            SELECT name, host, boot_id, process_id, version, queues, capacity, started_at, last_seen_at, is_draining
            FROM worker ORDER BY name
            """
        ) { row throws(StoreError) in
            guard let queues = try? JSONParser.parse(row.text(5)).array else { throw row.corrupt(5, "list") }
            return Worker(
                name: row.text(0), host: row.text(1), bootID: row.text(2),
                processID: Int32(truncatingIfNeeded: row.integer(3)), version: row.text(4),
                queues: queues.compactMap(\.string), capacity: row.int(6), startedAt: row.time(7),
                lastSeenAt: row.time(8), isDraining: row.bool(9))
        }
    }

    package func upsert(_ worker: Worker) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO worker (name, host, boot_id, process_id, version, queues, capacity, started_at,
                last_seen_at, is_draining)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (name) DO UPDATE SET host = excluded.host, boot_id = excluded.boot_id,
                process_id = excluded.process_id, version = excluded.version, queues = excluded.queues,
                capacity = excluded.capacity, started_at = excluded.started_at,
                last_seen_at = excluded.last_seen_at, is_draining = excluded.is_draining,
                seal = x''
            """,
            [
                .text(worker.name), .text(worker.host), .text(worker.bootID), .integer(Int64(worker.processID)),
                .text(worker.version), .text(JSONValue(worker.queues).canonicalText), SQLValue(worker.capacity),
                SQLValue(worker.startedAt), SQLValue(worker.lastSeenAt), SQLValue(worker.isDraining),
            ])
    }

    package func deleteWorker(_ name: String) throws(StoreError) {
        try connection.run("DELETE FROM worker WHERE name = $1", [.text(name)])
    }

    package func processGroups(host: String) throws(StoreError) -> [ServerProcess] {
        try connection.all(
            """
            SELECT host, boot_id, group_id, start_ticks, connection, worker, started_at FROM process_group
            WHERE host = $1 ORDER BY started_at, group_id
            """, [.text(host)]
        ) { row in
            ServerProcess(
                host: row.text(0), bootID: row.text(1), groupID: Int32(truncatingIfNeeded: row.integer(2)),
                startTicks: row.integer(3), connection: row.text(4), worker: row.text(5), startedAt: row.time(6))
        }
    }

    package func upsert(_ group: ServerProcess) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO process_group (host, boot_id, group_id, start_ticks, connection, worker, started_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (host, boot_id, group_id) DO UPDATE SET start_ticks = excluded.start_ticks,
                connection = excluded.connection, worker = excluded.worker, started_at = excluded.started_at,
                seal = x''
            """,
            [
                .text(group.host), .text(group.bootID), .integer(Int64(group.groupID)),
                .integer(group.startTicks), .text(group.connection), .text(group.worker),
                SQLValue(group.startedAt),
            ])
    }

    package func deleteProcessGroup(host: String, bootID: String, groupID: Int32) throws(StoreError) {
        try connection.run(
            "DELETE FROM process_group WHERE host = $1 AND boot_id = $2 AND group_id = $3",
            [.text(host), .text(bootID), .integer(Int64(groupID))])
    }

    package func limiterBucket(_ key: String) throws(StoreError) -> LimiterBucket? {
        try connection.first(
            """
            SELECT tokens, updated_at, seal IS reeve_seal('limiter_bucket', name, tokens, updated_at)
            FROM limiter_bucket WHERE name = $1
            """, [.text(key)]
        ) { row in
            var bucket = LimiterBucket(key: key, tokens: row.integer(0), updatedAt: row.time(1))
            bucket.isIntact = row.bool(2)
            return bucket
        }
    }

    package func upsert(_ bucket: LimiterBucket) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO limiter_bucket (name, tokens, updated_at, seal)
            VALUES ($1, $2, $3, reeve_seal('limiter_bucket', $1, $2, $3))
            ON CONFLICT (name) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at,
                seal = excluded.seal
            """, [.text(bucket.key), .integer(bucket.tokens), SQLValue(bucket.updatedAt)])
    }

    package func payload(_ digest: ContentDigest) throws(StoreError) -> [UInt8]? {
        try connection.first("SELECT body FROM payload WHERE digest = $1", [SQLValue(digest)]) { row in row.bytes(0) }
    }

    package func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO payload (digest, size, created_at, body) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO NOTHING
            """, [SQLValue(digest), SQLValue(bytes.count), SQLValue(now), .blob(bytes)])
    }
}

internal import ReeveJSON
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
                seal = @reseal
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
                seal = @reseal
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
}

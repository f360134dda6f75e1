package import ReeveJSON
package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func organizationsWithClaimableRuns(queue: String, now: Timestamp) throws(StoreError) -> [String] {
        var found: Set<String> = []
        var last = ""
        // Goes from one organization to the next through the index, so the number of their runs does not matter.
        while let next = try nextReadyOrganization(queue: queue, after: last) {
            found.insert(next)
            last = next
        }
        let due = try connection.all(
            "SELECT DISTINCT organization FROM run WHERE status = 'retryable' AND queue = $1 AND due_at <= $2",
            [.text(queue), SQLValue(now)]
        ) { row in row.text(0) }
        return found.union(due).sorted()
    }

    private func nextReadyOrganization(queue: String, after: String) throws(StoreError) -> String? {
        try connection.first(
            """
            SELECT organization FROM run WHERE status = 'ready' AND queue = $1 AND organization > $2
            ORDER BY organization LIMIT 1
            """, [.text(queue), .text(after)]
        ) { row in row.text(0) }
    }

    package func claimCandidates(
        queue: String, organization: String, after: ClaimCursor?, now: Timestamp, limit: Int
    ) throws(StoreError) -> [ClaimCandidate] {
        try connection.all(
            """
            SELECT id, claim_rank, batch_id, environment, agent, provider, assigned_worker FROM run
            WHERE status = 'ready' AND queue = $1 AND organization = $2 AND (claim_rank, id) > ($3, $4)
            UNION ALL
            SELECT id, claim_rank, batch_id, environment, agent, provider, assigned_worker FROM run
            WHERE status = 'retryable' AND queue = $1 AND organization = $2 AND due_at <= $5
                AND (claim_rank, id) > ($3, $4)
            ORDER BY 2, 1 LIMIT $6
            """,
            [
                .text(queue), .text(organization), .integer(after?.rank ?? .min), .text(after?.run.text ?? ""),
                SQLValue(now), SQLValue(limit),
            ]
        ) { row throws(StoreError) in
            ClaimCandidate(
                run: try row.id(0), rank: row.integer(1), batch: try row.id(2), environment: row.text(3),
                agent: row.textOrNil(4), provider: row.textOrNil(5), assignedWorker: row.textOrNil(6))
        }
    }

    package func runningCountsByBatch() throws(StoreError) -> [ULID: Int] {
        var counts: [ULID: Int] = [:]
        // The groups follow the order of the index `run_running`. Grouped by the batch alone, the engine would read all
        // runs, in the order of batches.
        try connection.query(
            """
            SELECT batch_id, COUNT(*) FROM run WHERE status = 'running' GROUP BY queue, organization, batch_id
            """, []
        ) { row throws(StoreError) in
            counts[try row.id(0), default: 0] += row.int(1)
            return true
        }
        return counts
    }

    package func runningCountsByOrganization(queue: String) throws(StoreError) -> [String: Int] {
        var counts: [String: Int] = [:]
        try connection.query(
            """
            SELECT organization, COUNT(*) FROM run WHERE status = 'running' AND queue = $1
            GROUP BY organization
            """, [.text(queue)]
        ) { row in
            counts[row.text(0)] = row.int(1)
            return true
        }
        return counts
    }

    package func dueScheduledRuns(now: Timestamp, limit: Int) throws(StoreError) -> [ULID] {
        try connection.all(
            """
            SELECT id FROM run WHERE status = 'scheduled' AND due_at <= $1 ORDER BY due_at, id LIMIT $2 @skip_locked
            """, [SQLValue(now), SQLValue(limit)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func nextDue(queues: [String]) throws(StoreError) -> Timestamp? {
        var earliest: Timestamp?
        for queue in queues {
            let scheduled = try connection.first(
                "SELECT due_at FROM run WHERE status = 'scheduled' AND queue = $1 ORDER BY due_at LIMIT 1",
                [.text(queue)]
            ) { row in row.time(0) }
            let retryable = try connection.first(
                "SELECT MIN(due_at) FROM run WHERE status = 'retryable' AND queue = $1", [.text(queue)]
            ) { row in row.timeOrNil(0) }
            for due in [scheduled, retryable ?? nil] {
                if let due { earliest = min(earliest ?? due, due) }
            }
        }
        return earliest
    }

    /// The pauses that count are those that ``PauseTarget/holds(_:)`` tells.
    package func nextReturn(queues: [String], batch: ULID?) throws(StoreError) -> Timestamp? {
        var earliest: Timestamp?
        for queue in queues {
            let values: [SQLValue] = [.text(queue), .text(batch?.text ?? "")]
            let due = try connection.first(
                """
                SELECT MIN(due_at) FROM (
                SELECT due_at, organization, environment, agent, provider FROM run
                WHERE status = 'retryable' AND queue = $1 AND ($2 = '' OR batch_id = $2)
                UNION ALL
                SELECT due_at, organization, environment, agent, provider FROM run
                WHERE status = 'scheduled' AND queue = $1 AND claims > 0 AND ($2 = '' OR batch_id = $2)) AS back
                WHERE NOT EXISTS (SELECT 1 FROM pause WHERE (pause.kind = 'queue' AND pause.name = $1)
                    OR (pause.kind = 'organization' AND pause.name = back.organization)
                    OR (pause.kind = 'agent' AND pause.organization = back.organization
                        AND pause.environment = back.environment AND pause.name = back.agent)
                    OR (pause.kind = 'provider' AND pause.organization = back.organization
                        AND pause.environment IN ('', back.environment) AND pause.name = back.provider))
                """, values
            ) { row in row.timeOrNil(0) }
            if let due = due ?? nil { earliest = min(earliest ?? due, due) }
        }
        return earliest
    }

    package func queueCounts(batch: ULID?) throws(StoreError) -> [QueueCount] {
        let map: (any SQLRow) throws(StoreError) -> QueueCount = { row throws(StoreError) in
            QueueCount(
                queue: row.text(0), organization: row.text(1), status: try row.name(2), count: row.int(3))
        }
        if let batch {
            return try connection.all(
                """
                SELECT queue, organization, status, COUNT(*) FROM run WHERE batch_id = $1
                GROUP BY queue, organization, status ORDER BY queue, organization, status
                """, [SQLValue(batch)], map)
        }
        return try connection.all(
            """
            SELECT queue, organization, status, COUNT(*) FROM run
            GROUP BY queue, organization, status ORDER BY queue, organization, status
            """, [], map)
    }

    package func lease(of run: ULID) throws(StoreError) -> RunLease? {
        if let known = running?.lease(of: run) { return known }
        return try connection.first(
            "SELECT run_id, worker, epoch, expires_at FROM run_lease WHERE run_id = $1", [SQLValue(run)],
            SQLRows.lease)
    }

    package func expiredLeases(now: Timestamp, limit: Int) throws(StoreError) -> [RunLease] {
        // There are few leases, one for each running run. An index of their end would have to change with every
        // renewal.
        try connection.all(
            """
            SELECT run_id, worker, epoch, expires_at FROM run_lease WHERE expires_at <= $1
            ORDER BY expires_at, run_id LIMIT $2 @skip_locked
            """, [SQLValue(now), SQLValue(limit)], SQLRows.lease)
    }

    package func leases(worker: String) throws(StoreError) -> [RunLease] {
        try connection.all(
            "SELECT run_id, worker, epoch, expires_at FROM run_lease WHERE worker = $1 ORDER BY run_id",
            [.text(worker)], SQLRows.lease)
    }

    private static func lease(_ row: any SQLRow) throws(StoreError) -> RunLease {
        RunLease(run: try row.id(0), worker: row.text(1), epoch: row.integer(2), expiresAt: row.time(3))
    }

    package func upsert(_ lease: RunLease) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO run_lease (run_id, worker, epoch, expires_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (run_id) DO UPDATE SET worker = excluded.worker, epoch = excluded.epoch,
                expires_at = excluded.expires_at
            """,
            [SQLValue(lease.run), .text(lease.worker), .integer(lease.epoch), SQLValue(lease.expiresAt)])
        running?.now(lease)
    }

    package func deleteLease(of run: ULID) throws(StoreError) {
        running?.forget(run)
        try connection.run("DELETE FROM run_lease WHERE run_id = $1", [SQLValue(run)])
    }

    package func pauses() throws(StoreError) -> [Pause] {
        try connection.all(
            """
            SELECT kind, organization, environment, name, actor, reason, since FROM pause
            ORDER BY kind, organization, environment, name
            """
        ) { row throws(StoreError) in
            Pause(
                target: PauseTarget(
                    kind: try row.name(0), organization: row.text(1), environment: row.text(2), name: row.text(3)),
                actor: row.text(4), reason: row.text(5), since: row.time(6))
        }
    }

    package func upsert(_ pause: Pause) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO pause (kind, organization, environment, name, actor, reason, since)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, organization, environment, name) DO UPDATE SET actor = excluded.actor,
                reason = excluded.reason, since = excluded.since, seal = @reseal
            """, pause.target.values + [.text(pause.actor), .text(pause.reason), SQLValue(pause.since)])
    }

    package func deletePause(_ target: PauseTarget) throws(StoreError) -> Bool {
        try connection.run(
            "DELETE FROM pause WHERE kind = $1 AND organization = $2 AND environment = $3 AND name = $4",
            target.values) > 0
    }
}

extension PauseTarget {
    fileprivate var values: [SQLValue] {
        [.text(kind.rawValue), .text(organization), .text(environment), .text(name)]
    }
}

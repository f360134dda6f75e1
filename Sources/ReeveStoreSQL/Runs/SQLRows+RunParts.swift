package import ReeveModel
package import ReeveStore

// What belongs to a run: needs, objects, attempts, steps.
extension SQLRows {
    package func needs(of run: ULID) throws(StoreError) -> [RunNeed] {
        try connection.all(
            "SELECT run_id, upstream_id, condition FROM run_need WHERE run_id = $1 ORDER BY upstream_id",
            [SQLValue(run)], SQLRows.need)
    }

    package func dependents(of run: ULID) throws(StoreError) -> [RunNeed] {
        try connection.all(
            "SELECT run_id, upstream_id, condition FROM run_need WHERE upstream_id = $1 ORDER BY run_id",
            [SQLValue(run)], SQLRows.need)
    }

    private static func need(_ row: any SQLRow) throws(StoreError) -> RunNeed {
        RunNeed(run: try row.id(0), upstream: try row.id(1), condition: try row.name(2))
    }

    package func insert(_ need: RunNeed) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO run_need (run_id, upstream_id, condition, seal)
            VALUES ($1, $2, $3, reeve_seal('run_need', $1, $2, $3))
            """,
            [SQLValue(need.run), SQLValue(need.upstream), .text(need.condition.rawValue)])
    }

    package func children(of run: ULID) throws(StoreError) -> [ULID] {
        try connection.all(
            "SELECT id FROM run WHERE parent_run = $1 AND parent_run IS NOT NULL ORDER BY id", [SQLValue(run)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func unfinishedRuns(needing object: ULID, limit: Int) throws(StoreError) -> [ULID] {
        try connection.all(
            """
            SELECT r.id FROM run_object o JOIN run r ON r.id = o.run_id
            WHERE o.object_uid = $1 AND r.ended_at IS NULL ORDER BY r.id LIMIT $2
            """, [SQLValue(object), SQLValue(limit)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func objectsNeeded(by run: ULID) throws(StoreError) -> [ULID] {
        try connection.all(
            "SELECT object_uid FROM run_object WHERE run_id = $1 ORDER BY object_uid", [SQLValue(run)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    package func insert(_ object: RunObject) throws(StoreError) {
        try connection.run(
            "INSERT INTO run_object (object_uid, run_id, seal) VALUES ($1, $2, reeve_seal('run_object', $1, $2))",
            [SQLValue(object.object), SQLValue(object.run)])
    }

    package func attempts(of run: ULID) throws(StoreError) -> [RunAttempt] {
        if let known = running?.attempts(of: run) { return known }
        let found = try connection.all(
            """
            SELECT run_id, number, worker, epoch, claimed_at, started_at, ended_at, outcome, reason, progress
            FROM run_attempt WHERE run_id = $1 ORDER BY number
            """, [SQLValue(run)]
        ) { row throws(StoreError) in
            RunAttempt(
                run: try row.id(0), number: row.int(1), worker: row.text(2), epoch: row.integer(3),
                claimedAt: row.time(4), startedAt: row.timeOrNil(5), endedAt: row.timeOrNil(6),
                outcome: try row.nameOrNil(7), reason: try row.nameOrNil(8), progress: row.textOrNil(9))
        }
        running?.now(found, of: run)
        return found
    }

    package func upsert(_ attempt: RunAttempt) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO run_attempt (run_id, number, worker, epoch, claimed_at, started_at, ended_at, outcome,
                reason, progress, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                reeve_seal('run_attempt', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
            ON CONFLICT (run_id, number) DO UPDATE SET worker = excluded.worker, epoch = excluded.epoch,
                claimed_at = excluded.claimed_at, started_at = excluded.started_at, ended_at = excluded.ended_at,
                outcome = excluded.outcome, reason = excluded.reason, progress = excluded.progress,
                seal = excluded.seal
            """,
            [
                SQLValue(attempt.run), SQLValue(attempt.number), .text(attempt.worker), .integer(attempt.epoch),
                SQLValue(attempt.claimedAt), SQLValue(attempt.startedAt), SQLValue(attempt.endedAt),
                SQLValue(attempt.outcome?.rawValue), SQLValue(attempt.reason?.rawValue),
                SQLValue(attempt.progress),
            ])
        running?.wrote(attempt)
    }

    package func steps(of run: ULID, after: Int, limit: Int) throws(StoreError) -> Page<RunStep> {
        let found = try connection.all(
            """
            SELECT run_id, attempt, ordinal, step_type, message, details, occurred_at FROM run_step
            WHERE run_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3
            """, [SQLValue(run), SQLValue(after), SQLValue(Page<RunStep>.looking(limit))]
        ) { row throws(StoreError) in
            RunStep(
                run: try row.id(0), attempt: row.int(1), ordinal: row.int(2), kind: try row.name(3),
                message: row.text(4), details: row.textOrNil(5), timestamp: row.time(6))
        }
        return Page(found, limit: limit)
    }

    package func append(_ steps: [RunStep]) throws(StoreError) {
        var last: [ULID: Int] = [:]
        for step in steps {
            var ordinal = 1
            if let known = last[step.run] { ordinal += known } else { ordinal += try lastOrdinal(of: step.run) }
            last[step.run] = ordinal
            try connection.run(
                """
                INSERT INTO run_step (run_id, ordinal, attempt, step_type, message, details, occurred_at, seal)
                VALUES ($1, $2, $3, $4, $5, $6, $7, reeve_seal('run_step', $1, $2, $3, $4, $5, $6, $7))
                """,
                [
                    SQLValue(step.run), SQLValue(ordinal), SQLValue(step.attempt), .text(step.kind.rawValue),
                    .text(step.message), SQLValue(step.details), SQLValue(step.timestamp),
                ])
        }
        for (run, ordinal) in last { running?.wroteStep(ordinal, of: run) }
    }

    private func lastOrdinal(of run: ULID) throws(StoreError) -> Int {
        if let known = running?.lastOrdinal(of: run) { return known }
        return try connection.first("SELECT MAX(ordinal) FROM run_step WHERE run_id = $1", [SQLValue(run)]) { row in
            row.int(0)
        } ?? 0
    }

    package func deleteRun(_ id: ULID) throws(StoreError) {
        running?.forget(id)
        try deleteApprovals(of: id)
        let run = [SQLValue(id)]
        try connection.run("DELETE FROM task_entry WHERE run_id = $1", run)
        try connection.run("DELETE FROM run_step WHERE run_id = $1", run)
        try connection.run("DELETE FROM run_attempt WHERE run_id = $1", run)
        try connection.run("DELETE FROM run_lease WHERE run_id = $1", run)
        try connection.run("DELETE FROM run_object WHERE run_id = $1", run)
        try connection.run("DELETE FROM run_need WHERE run_id = $1 OR upstream_id = $1", run)
        try connection.run("DELETE FROM run_content WHERE run_id = $1", run)
        try connection.run("DELETE FROM run WHERE id = $1", run)
    }
}

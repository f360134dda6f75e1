package import ReeveModel
package import ReeveStore

// The journal of a task.
extension SQLRows {
    package func taskEntries(of run: ULID, after: Int, limit: Int) throws(StoreError) -> Page<TaskEntry> {
        let found = try connection.all(
            """
            SELECT run_id, ordinal, attempt, kind, status, tool, provider, model, reserved_tokens, reserved_cost,
                tokens_in, tokens_out, tokens_cached, cost, content, started_at, ended_at,
                seal @same reeve_seal('task_entry', run_id, ordinal, attempt, kind, status, tool, provider, model,
                    reserved_tokens, reserved_cost, tokens_in, tokens_out, tokens_cached, cost, content, started_at,
                    ended_at)
            FROM task_entry WHERE run_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3
            """, [SQLValue(run), SQLValue(after), SQLValue(Page<TaskEntry>.looking(limit))], SQLRows.taskEntry)
        return Page(found, limit: limit)
    }

    private static func taskEntry(_ row: any SQLRow) throws(StoreError) -> TaskEntry {
        var entry = TaskEntry(
            run: try row.id(0), ordinal: row.int(1), attempt: row.int(2), kind: try row.name(3),
            status: try row.name(4), tool: row.textOrNil(5), content: row.text(14), startedAt: row.time(15))
        entry.provider = row.textOrNil(6)
        entry.model = row.textOrNil(7)
        entry.reservedTokens = row.integerOrNil(8)
        entry.reservedCost = row.integerOrNil(9)
        entry.tokensIn = row.integerOrNil(10)
        entry.tokensOut = row.integerOrNil(11)
        entry.tokensCached = row.integerOrNil(12)
        entry.cost = row.integerOrNil(13)
        entry.endedAt = row.timeOrNil(16)
        entry.isIntact = row.bool(17)
        return entry
    }

    package func upsert(_ entry: TaskEntry) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO task_entry (run_id, ordinal, attempt, kind, status, tool, provider, model, reserved_tokens,
                reserved_cost, tokens_in, tokens_out, tokens_cached, cost, content, started_at, ended_at, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                reeve_seal('task_entry', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))
            ON CONFLICT (run_id, ordinal) DO UPDATE SET attempt = excluded.attempt, kind = excluded.kind,
                status = excluded.status, tool = excluded.tool, provider = excluded.provider, model = excluded.model,
                reserved_tokens = excluded.reserved_tokens, reserved_cost = excluded.reserved_cost,
                tokens_in = excluded.tokens_in, tokens_out = excluded.tokens_out,
                tokens_cached = excluded.tokens_cached, cost = excluded.cost, content = excluded.content,
                started_at = excluded.started_at, ended_at = excluded.ended_at, seal = excluded.seal
            """,
            [
                SQLValue(entry.run), SQLValue(entry.ordinal), SQLValue(entry.attempt), .text(entry.kind.rawValue),
                .text(entry.status.rawValue), SQLValue(entry.tool), SQLValue(entry.provider), SQLValue(entry.model),
                SQLValue(entry.reservedTokens), SQLValue(entry.reservedCost), SQLValue(entry.tokensIn),
                SQLValue(entry.tokensOut), SQLValue(entry.tokensCached), SQLValue(entry.cost), .text(entry.content),
                SQLValue(entry.startedAt), SQLValue(entry.endedAt),
            ])
    }
}

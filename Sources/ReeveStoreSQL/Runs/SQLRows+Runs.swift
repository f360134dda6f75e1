internal import ReeveJSON
package import ReeveModel
package import ReeveStore

// The table `run`. A row has many columns but few bytes, since the large parts are in `run_content`.
extension SQLRows {
    package func run(_ id: ULID, withContent: Bool) throws(StoreError) -> RunRecord? {
        var found = running?.run(id)
        if found == nil { found = try readRun(id) }
        guard withContent, var run = found else { return found }
        let (content, isIntact) = try content(of: id)
        run.content = content
        run.isIntact = run.isIntact && isIntact
        return run
    }

    private func readRun(_ id: ULID) throws(StoreError) -> RunRecord? {
        let found = try connection.first(RunColumns.selectOne, [SQLValue(id)]) { row throws(StoreError) in
            var run = try RunColumns.run(from: row)
            run.isIntact = RunColumns.isIntact(row)
            return run
        }
        if let found { running?.now(found) }
        return found
    }

    private func content(of run: ULID) throws(StoreError) -> (content: RunContent, isIntact: Bool) {
        var content = RunContent()
        var isIntact = true
        try connection.query(
            """
            SELECT part, body, seal @same reeve_seal('run_content', run_id, part, body) FROM run_content
            WHERE run_id = $1
            """, [SQLValue(run)]
        ) { row in
            isIntact = isIntact && row.bool(2)
            switch row.text(0) {
            case "input": content.input = row.text(1)
            case "output": content.output = row.text(1)
            default: content.lastProposal = row.text(1)
            }
            return true
        }
        return (content, isIntact)
    }

    package func runs(_ filter: RunFilter, before: ULID?, limit: Int) throws(StoreError) -> Page<RunRecord> {
        var conditions = SQLRows.conditions(of: filter)
        if let before { conditions.add("id < $", SQLValue(before)) }
        let mark = conditions.mark(SQLValue(Page<RunRecord>.looking(limit)))
        let found = try connection.all(
            composed: "SELECT \(RunColumns.selection) FROM run\(conditions.clause) ORDER BY id DESC LIMIT \(mark)",
            conditions.values, RunColumns.run(from:))
        return Page(found, limit: limit)
    }

    package func runCount(_ filter: RunFilter) throws(StoreError) -> Int {
        let conditions = SQLRows.conditions(of: filter)
        return try connection.all(
            composed: "SELECT COUNT(*) FROM run\(conditions.clause)", conditions.values
        ) { row in row.int(0) }.first ?? 0
    }

    private static func conditions(of filter: RunFilter) -> SQLConditions {
        var conditions = SQLConditions()
        if let organizations = filter.organizations {
            conditions.add("organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { conditions.add("environment = $", .text(environment)) }
        if let batch = filter.batch { conditions.add("batch_id = $", SQLValue(batch)) }
        if let item = filter.item { conditions.add("item = $", .text(item)) }
        if let queue = filter.queue { conditions.add("queue = $", .text(queue)) }
        if let statuses = filter.statuses { conditions.add("status", in: statuses.map { .text($0.rawValue) }) }
        if let reasons = filter.reasons { conditions.add("reason", in: reasons.map { .text($0.rawValue) }) }
        if let agent = filter.agent { conditions.add("agent = $", .text(agent)) }
        if let tool = filter.tool { conditions.add("tool = $", .text(tool)) }
        if let connection = filter.connection {
            // The addresses of a connection lie between `name/` and `name0`: `0` is the character after `/`.
            conditions.add("tool >= $", .text(connection + "/"))
            conditions.add("tool < $", .text(connection + "0"))
        }
        if let provider = filter.provider { conditions.add("provider = $", .text(provider)) }
        if let worker = filter.worker { conditions.add("worker = $", .text(worker)) }
        if let from = filter.createdFrom { conditions.add("created_at >= $", SQLValue(from)) }
        if let before = filter.createdBefore { conditions.add("created_at < $", SQLValue(before)) }
        if !filter.includesArchived { conditions.add("archived_at IS NULL") }
        if filter.newestOnly { conditions.add("superseded_by IS NULL") }
        return conditions
    }

    package func insert(_ run: RunRecord) throws(StoreError) {
        try connection.run(RunColumns.insert, RunColumns.insertValues(run))
        if let content = run.content { try setContent(content, of: run.id) }
    }

    package func update(_ run: RunRecord) throws(StoreError) {
        let isIndexedAlike = running?.run(run.id).map { RunColumns.areIndexedAlike($0, run) } ?? false
        let changed =
            isIndexedAlike
            ? try connection.run(RunColumns.updateUnindexed, RunColumns.updateUnindexedValues(run))
            : try connection.run(RunColumns.updateAll, RunColumns.updateAllValues(run))
        if changed == 1 { running?.now(run) }
    }

    package func setContent(_ content: RunContent, of run: ULID) throws(StoreError) {
        let parts = [("input", content.input), ("output", content.output), ("proposal", content.lastProposal)]
        for case (let part, let body?) in parts {
            try connection.run(
                """
                INSERT INTO run_content (run_id, part, body, seal)
                VALUES ($1, $2, $3, reeve_seal('run_content', $1, $2, $3))
                ON CONFLICT (run_id, part) DO UPDATE SET body = excluded.body, seal = excluded.seal
                """, [SQLValue(run), .text(part), .text(body)])
        }
    }
}

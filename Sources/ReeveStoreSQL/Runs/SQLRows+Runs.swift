internal import ReeveJSON
package import ReeveModel
package import ReeveStore

// The table `run`: a wide row that is narrow in bytes, its large parts beside it in `run_content`.
extension SQLRows {
    /// The columns of a run, in the order in which `run(from:)` reads them.
    private static let runColumns = """
        id, batch_id, organization, environment, queue, item, cell, kind, title, description, priority,
        is_idempotent, team, role, parent_run, retry_of, depth, effect_id, created_at, agent, tool,
        curated_tool, assigned_worker, status, reason, error_text, due_at, ready_at, started_at, ended_at,
        attempts, claims, rescues, epoch, worker, cancel_requested_at, skip_cause, superseded_by, is_expected,
        archived_at, result_digest, exit_code, template_version, template_source, provider, model, tokens_in,
        tokens_out, cost, currency, policy_set_digest, pin_digest, has_read_back, is_in_doubt
        """

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
        let found = try connection.first(
            """
            SELECT id, batch_id, organization, environment, queue, item, cell, kind, title, description,
                priority, is_idempotent, team, role, parent_run, retry_of, depth, effect_id, created_at,
                agent, tool, curated_tool, assigned_worker, status, reason, error_text, due_at, ready_at,
                started_at, ended_at, attempts, claims, rescues, epoch, worker, cancel_requested_at,
                skip_cause, superseded_by, is_expected, archived_at, result_digest, exit_code,
                template_version, template_source, provider, model, tokens_in, tokens_out, cost, currency,
                policy_set_digest, pin_digest, has_read_back, is_in_doubt,
                seal @same reeve_seal('run', id, batch_id, organization, environment, queue, item, cell, kind, title,
                    description, priority, is_idempotent, has_read_back, team, role, parent_run, retry_of, depth,
                    effect_id, created_at, agent, tool, curated_tool, assigned_worker, status, reason, error_text,
                    due_at, ready_at, started_at, ended_at, attempts, claims, rescues, epoch, worker,
                    cancel_requested_at, skip_cause, superseded_by, is_expected, archived_at, result_digest,
                    exit_code, template_version, template_source, provider, model, tokens_in, tokens_out, cost,
                    currency, policy_set_digest, pin_digest, is_in_doubt, claim_rank, counts_as_failure)
            FROM run WHERE id = $1
            """, [SQLValue(id)]
        ) { row throws(StoreError) in
            var run = try SQLRows.run(row)
            run.isIntact = row.bool(54)
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
            composed: "SELECT \(SQLRows.runColumns) FROM run\(conditions.clause) ORDER BY id DESC LIMIT \(mark)",
            conditions.values, SQLRows.run)
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
            // The addresses of a connection lie between `name/` and `name0`, the next character.
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

    private static func run(_ row: any SQLRow) throws(StoreError) -> RunRecord {
        var run = RunRecord(
            id: try row.id(0), batch: try row.id(1), organization: row.text(2), environment: row.text(3),
            queue: row.text(4), item: row.text(5), cell: row.textOrNil(6), kind: try row.name(7),
            title: row.textOrNil(8), description: row.textOrNil(9), priority: row.int(10),
            isIdempotent: row.bool(11), agent: row.textOrNil(19), tool: row.textOrNil(20),
            curatedTool: row.textOrNil(21), status: try row.name(23), dueAt: row.timeOrNil(26),
            effectID: row.text(17), createdAt: row.time(18))
        run.team = row.textOrNil(12)
        run.role = row.textOrNil(13)
        run.parentRun = try row.idOrNil(14)
        run.retryOf = try row.idOrNil(15)
        run.depth = row.int(16)
        run.assignedWorker = row.textOrNil(22)
        run.reason = try row.nameOrNil(24)
        run.errorText = row.textOrNil(25)
        run.readyAt = row.timeOrNil(27)
        run.startedAt = row.timeOrNil(28)
        run.endedAt = row.timeOrNil(29)
        run.attempts = row.int(30)
        run.claims = row.int(31)
        run.rescues = row.int(32)
        run.epoch = row.integer(33)
        run.worker = row.textOrNil(34)
        run.cancelRequestedAt = row.timeOrNil(35)
        run.skipCause = try row.idOrNil(36)
        run.supersededBy = try row.idOrNil(37)
        run.isExpected = row.bool(38)
        run.archivedAt = row.timeOrNil(39)
        run.resultDigest = try row.digestOrNil(40)
        run.exitCode = row.intOrNil(41)
        run.templateVersion = row.textOrNil(42)
        run.templateSource = row.textOrNil(43)
        run.provider = row.textOrNil(44)
        run.model = row.textOrNil(45)
        run.tokensIn = row.integerOrNil(46)
        run.tokensOut = row.integerOrNil(47)
        run.cost = row.integerOrNil(48)
        run.currency = row.textOrNil(49)
        run.policySetDigest = try row.digestOrNil(50)
        run.pinDigest = try row.digestOrNil(51)
        run.hasReadBack = row.bool(52)
        run.isInDoubt = row.bool(53)
        return run
    }

    package func insert(_ run: RunRecord) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO run (
                id, batch_id, organization, environment, queue, item, cell, kind, title, description,
                priority, is_idempotent, team, role, parent_run, retry_of, depth, effect_id, created_at,
                has_read_back, agent, tool, curated_tool, assigned_worker, reason, error_text, ready_at, started_at, attempts,
                claims, rescues, epoch, worker, cancel_requested_at, skip_cause, superseded_by, is_expected,
                archived_at, result_digest, exit_code, template_version, template_source, provider, model,
                tokens_in, tokens_out, cost, currency, policy_set_digest, pin_digest, is_in_doubt, status, due_at, ended_at,
                claim_rank, counts_as_failure)
            VALUES (
                $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39,
                $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56)
            """, run.fixedValues + run.unindexedValues + run.indexedValues)
        if let content = run.content { try setContent(content, of: run.id) }
    }

    package func update(_ run: RunRecord) throws(StoreError) {
        let isIndexedAlike = running?.run(run.id).map { run.isIndexed(as: $0) } ?? false
        let changed = isIndexedAlike ? try updateUnindexed(run) : try updateAll(run)
        if changed == 1 { running?.now(run) }
    }

    private func updateAll(_ run: RunRecord) throws(StoreError) -> Int {
        try connection.run(
            """
            UPDATE run SET
                agent = $1, tool = $2, curated_tool = $3, assigned_worker = $4, reason = $5, error_text = $6,
                ready_at = $7, started_at = $8, attempts = $9, claims = $10, rescues = $11, epoch = $12,
                worker = $13, cancel_requested_at = $14, skip_cause = $15, superseded_by = $16, is_expected = $17,
                archived_at = $18, result_digest = $19, exit_code = $20, template_version = $21,
                template_source = $22, provider = $23, model = $24, tokens_in = $25, tokens_out = $26, cost = $27,
                currency = $28, policy_set_digest = $29, pin_digest = $30, is_in_doubt = $31,
                status = $32, due_at = $33, ended_at = $34, claim_rank = $35, counts_as_failure = $36
            WHERE id = $37
            """, run.unindexedValues + run.indexedValues + [SQLValue(run.id)])
    }

    /// Leaves the columns alone that indexes are made of: the engine would take each entry out and put it back.
    private func updateUnindexed(_ run: RunRecord) throws(StoreError) -> Int {
        try connection.run(
            """
            UPDATE run SET
                agent = $1, tool = $2, curated_tool = $3, assigned_worker = $4, reason = $5, error_text = $6,
                ready_at = $7, started_at = $8, attempts = $9, claims = $10, rescues = $11, epoch = $12,
                worker = $13, cancel_requested_at = $14, skip_cause = $15, superseded_by = $16, is_expected = $17,
                archived_at = $18, result_digest = $19, exit_code = $20, template_version = $21,
                template_source = $22, provider = $23, model = $24, tokens_in = $25, tokens_out = $26, cost = $27,
                currency = $28, policy_set_digest = $29, pin_digest = $30, is_in_doubt = $31
            WHERE id = $32
            """, run.unindexedValues + [SQLValue(run.id)])
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

extension RunRecord {
    fileprivate var fixedValues: [SQLValue] {
        [
            SQLValue(id), SQLValue(batch), .text(organization), .text(environment), .text(queue), .text(item),
            SQLValue(cell), .text(kind.rawValue), SQLValue(title), SQLValue(description), SQLValue(priority),
            SQLValue(isIdempotent), SQLValue(team), SQLValue(role), SQLValue(parentRun), SQLValue(retryOf),
            SQLValue(depth), .text(effectID), SQLValue(createdAt), SQLValue(hasReadBack),
        ]
    }

    /// What may change and is in no index.
    fileprivate var unindexedValues: [SQLValue] {
        [
            SQLValue(agent), SQLValue(tool), SQLValue(curatedTool), SQLValue(assignedWorker),
            SQLValue(reason?.rawValue), SQLValue(errorText), SQLValue(readyAt), SQLValue(startedAt),
            SQLValue(attempts), SQLValue(claims), SQLValue(rescues), .integer(epoch), SQLValue(worker),
            SQLValue(cancelRequestedAt), SQLValue(skipCause), SQLValue(supersededBy), SQLValue(isExpected),
            SQLValue(archivedAt), SQLValue(resultDigest), SQLValue(exitCode), SQLValue(templateVersion),
            SQLValue(templateSource), SQLValue(provider), SQLValue(model), SQLValue(tokensIn), SQLValue(tokensOut),
            SQLValue(cost), SQLValue(currency), SQLValue(policySetDigest), SQLValue(pinDigest),
            SQLValue(isInDoubt),
        ]
    }

    /// What may change and is in an index; see ``isIndexed(as:)``.
    fileprivate var indexedValues: [SQLValue] {
        [
            .text(status.rawValue), SQLValue(dueAt), SQLValue(endedAt), .integer(claimRank),
            SQLValue(countsAsFailure),
        ]
    }
}

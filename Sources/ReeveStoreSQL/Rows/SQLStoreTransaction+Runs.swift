import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    private static let columns = """
        run.id, run.batch, run.organization, run.environment, run.queue, run.item, run.cell, run.kind, run.title, run.description, \
        run.priority, run.is_idempotent, run.team, run.role, run.parent_run, run.retry_of, run.depth, run.effect_id, run.created_at, \
        run.agent, run.tool, run.curated_tool, run.assigned_worker, run.status, run.reason, run.error_text, run.due_at, run.ready_at, \
        run.started_at, run.ended_at, run.attempts, run.claims, run.rescues, run.epoch, run.worker, run.cancel_requested_at, \
        run.skip_cause, run.superseded_by, run.is_expected, run.archived_at, run.result_digest, run.exit_code, run.template_version, \
        run.template_source, run.provider, run.model, run.tokens_in, run.tokens_out, run.cost_micros, run.currency, \
        run.policy_set_digest, run.pin_digest
        """

    // MARK: Reading

    func run(_ id: ULID, withContent: Bool) throws(StoreError) -> RunRecord? {
        if withContent {
            return try driver.all(
                composed: """
                    SELECT \(Self.columns), content.input, content.output, content.last_proposal FROM run
                    LEFT JOIN run_content AS content ON content.run = run.id WHERE run.id = $1
                    """, [.id(id)]
            ) { row throws(StoreError) in
                var run = try Self.run(row)
                run.content = RunContent(
                    input: row.optionalText(52), output: row.optionalText(53), lastProposal: row.optionalText(54))
                return run
            }.first
        }
        return try driver.all(composed: "SELECT \(Self.columns) FROM run WHERE run.id = $1", [.id(id)], Self.run).first
    }

    func runs(_ filter: RunFilter, before: ULID?, limit: Int) throws(StoreError) -> [RunRecord] {
        var condition = Self.condition(filter)
        if let before { condition.add("run.id < $?", .id(before)) }
        let place = condition.place(.int(limit))
        return try driver.all(
            composed: "SELECT \(Self.columns) FROM run\(condition.clause) ORDER BY run.id DESC LIMIT \(place)",
            condition.values, Self.run)
    }

    func runCount(_ filter: RunFilter) throws(StoreError) -> Int {
        let condition = Self.condition(filter)
        return try driver.all(composed: "SELECT count(*) FROM run\(condition.clause)", condition.values) { row in
            row.int(0)
        }.first ?? 0
    }

    private static func condition(_ filter: RunFilter) -> SQLFilter {
        var condition = SQLFilter()
        if let organizations = filter.organizations {
            condition.add("run.organization", in: organizations.sorted().map(SQLValue.text))
        }
        if let environment = filter.environment { condition.add("run.environment = $?", .text(environment)) }
        if let batch = filter.batch { condition.add("run.batch = $?", .id(batch)) }
        if let item = filter.item { condition.add("run.item = $?", .text(item)) }
        if let queue = filter.queue { condition.add("run.queue = $?", .text(queue)) }
        if let statuses = filter.statuses {
            condition.add("run.status", in: statuses.map(\.rawValue).sorted().map(SQLValue.text))
        }
        if let agent = filter.agent { condition.add("run.agent = $?", .text(agent)) }
        if let tool = filter.tool { condition.add("run.tool = $?", .text(tool)) }
        if let connection = filter.connection { condition.add("instr(run.tool, $?) = 1", .text(connection + "/")) }
        if let provider = filter.provider { condition.add("run.provider = $?", .text(provider)) }
        if let worker = filter.worker { condition.add("run.worker = $?", .text(worker)) }
        if let from = filter.createdFrom { condition.add("run.created_at >= $?", .time(from)) }
        if let before = filter.createdBefore { condition.add("run.created_at < $?", .time(before)) }
        if !filter.includesArchived { condition.add("run.archived_at IS NULL") }
        if filter.newestOnly { condition.add("run.superseded_by IS NULL") }
        return condition
    }

    private static func run(_ row: any SQLRow) throws(StoreError) -> RunRecord {
        var run = RunRecord(
            id: try row.id(0), batch: try row.id(1), organization: row.text(2), environment: row.text(3),
            queue: row.text(4), item: row.text(5),
            cell: row.optionalText(6), kind: try row.choice(7), title: row.optionalText(8),
            description: row.optionalText(9),
            priority: row.int(10), isIdempotent: row.flag(11), agent: row.optionalText(19), tool: row.optionalText(20),
            curatedTool: row.optionalText(21), status: try row.choice(23), dueAt: row.optionalTime(26),
            effectID: row.text(17),
            createdAt: row.time(18))
        run.team = row.optionalText(12)
        run.role = row.optionalText(13)
        run.parentRun = try row.optionalID(14)
        run.retryOf = try row.optionalID(15)
        run.depth = row.int(16)
        run.assignedWorker = row.optionalText(22)
        run.reason = try row.optionalChoice(24)
        run.errorText = row.optionalText(25)
        run.readyAt = row.optionalTime(27)
        run.startedAt = row.optionalTime(28)
        run.endedAt = row.optionalTime(29)
        run.attempts = row.int(30)
        run.claims = row.int(31)
        run.rescues = row.int(32)
        run.epoch = row.integer(33)
        run.worker = row.optionalText(34)
        run.cancelRequestedAt = row.optionalTime(35)
        run.skipCause = try row.optionalID(36)
        run.supersededBy = try row.optionalID(37)
        run.isExpected = row.flag(38)
        run.archivedAt = row.optionalTime(39)
        run.resultDigest = try row.optionalDigest(40)
        run.exitCode = row.optionalInt(41)
        run.templateVersion = row.optionalText(42)
        run.templateSource = row.optionalText(43)
        run.provider = row.optionalText(44)
        run.model = row.optionalText(45)
        run.tokensIn = row.optionalInteger(46)
        run.tokensOut = row.optionalInteger(47)
        run.cost = row.optionalInteger(48)
        run.currency = row.optionalText(49)
        run.policySetDigest = try row.optionalDigest(50)
        run.pinDigest = try row.optionalDigest(51)
        return run
    }

    func queueCounts(batch: ULID?) throws(StoreError) -> [QueueCount] {
        var condition = SQLFilter()
        if let batch { condition.add("batch = $?", .id(batch)) }
        return try driver.all(
            composed: """
                SELECT queue, organization, status, count(*) FROM run\(condition.clause)
                GROUP BY queue, organization, status ORDER BY queue, organization, status
                """, condition.values
        ) { row throws(StoreError) in
            QueueCount(queue: row.text(0), organization: row.text(1), status: try row.choice(2), count: row.int(3))
        }
    }

    func needs(of run: ULID) throws(StoreError) -> [RunNeed] {
        try driver.all(
            "SELECT run, upstream, condition FROM run_need WHERE run = $1 ORDER BY upstream", [.id(run)], Self.need)
    }

    func dependents(of run: ULID) throws(StoreError) -> [RunNeed] {
        try driver.all(
            "SELECT run, upstream, condition FROM run_need WHERE upstream = $1 ORDER BY run", [.id(run)], Self.need)
    }

    private static func need(_ row: any SQLRow) throws(StoreError) -> RunNeed {
        RunNeed(run: try row.id(0), upstream: try row.id(1), condition: try row.choice(2))
    }

    func children(of run: ULID) throws(StoreError) -> [ULID] {
        try driver.all("SELECT id FROM run WHERE parent_run = $1 ORDER BY id", [.id(run)]) { row throws(StoreError) in
            try row.id(0)
        }
    }

    func unfinishedRuns(needing object: ULID, limit: Int) throws(StoreError) -> [ULID] {
        try driver.all(
            """
            SELECT run.id FROM run_object AS needed JOIN run ON run.id = needed.run WHERE needed.object = $1
            AND run.status NOT IN ('succeeded', 'failed', 'denied', 'cancelled', 'skipped', 'interrupted') ORDER BY run.id LIMIT $2
            """, [.id(object), .int(limit)]
        ) { row throws(StoreError) in try row.id(0) }
    }

    func objectsNeeded(by run: ULID) throws(StoreError) -> [ULID] {
        try driver.all("SELECT object FROM run_object WHERE run = $1 ORDER BY object", [.id(run)]) {
            row throws(StoreError) in try row.id(0)
        }
    }

    func attempts(of run: ULID) throws(StoreError) -> [RunAttempt] {
        try driver.all(
            """
            SELECT run, number, worker, epoch, claimed_at, started_at, ended_at, outcome, reason, progress FROM run_attempt
            WHERE run = $1 ORDER BY number
            """, [.id(run)]
        ) { row throws(StoreError) in
            var attempt = RunAttempt(
                run: try row.id(0), number: row.int(1), worker: row.text(2), epoch: row.integer(3),
                claimedAt: row.time(4))
            attempt.startedAt = row.optionalTime(5)
            attempt.endedAt = row.optionalTime(6)
            attempt.outcome = try row.optionalChoice(7)
            attempt.reason = try row.optionalChoice(8)
            attempt.progress = row.optionalText(9)
            return attempt
        }
    }

    func steps(of run: ULID, after: Int, limit: Int) throws(StoreError) -> [RunStep] {
        try driver.all(
            """
            SELECT run, attempt, ordinal, kind, message, details, timestamp FROM run_step WHERE run = $1 AND ordinal > $2
            ORDER BY ordinal LIMIT $3
            """, [.id(run), .int(after), .int(limit)]
        ) { row throws(StoreError) in
            var step = RunStep(
                run: try row.id(0), attempt: row.int(1), kind: try row.choice(3), message: row.text(4),
                details: row.optionalText(5),
                timestamp: row.time(6))
            step.ordinal = row.int(2)
            return step
        }
    }

    // MARK: Writing

    func insert(_ run: RunRecord) throws(StoreError) {
        let fixed: [SQLValue] = [
            .id(run.id), .id(run.batch), .text(run.organization), .text(run.environment), .text(run.queue),
            .text(run.item), .optional(run.cell),
            .choice(run.kind), .optional(run.title), .optional(run.description), .int(run.priority),
            .flag(run.isIdempotent), .optional(run.team),
            .optional(run.role), .id(run.parentRun), .id(run.retryOf), .int(run.depth), .text(run.effectID),
            .time(run.createdAt),
        ]
        try driver.run(
            """
            INSERT INTO run (id, batch, organization, environment, queue, item, cell, kind, title, description, priority, is_idempotent, team,
            role, parent_run, retry_of, depth, effect_id, created_at, agent, tool, curated_tool, assigned_worker, status, reason, error_text,
            due_at, ready_at, started_at, ended_at, attempts, claims, rescues, epoch, worker, cancel_requested_at, skip_cause, superseded_by,
            is_expected, archived_at, result_digest, exit_code, template_version, template_source, provider, model, tokens_in, tokens_out,
            cost_micros, currency, policy_set_digest, pin_digest, claim_rank)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
            $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52,
            $53)
            """, fixed + Self.changing(run))
        if let content = run.content {
            try driver.run(
                "INSERT INTO run_content (run, input, output, last_proposal) VALUES ($1, $2, $3, $4)",
                [.id(run.id), .optional(content.input), .optional(content.output), .optional(content.lastProposal)])
        }
    }

    func update(_ run: RunRecord) throws(StoreError) {
        try driver.run(
            """
            UPDATE run SET agent = $2, tool = $3, curated_tool = $4, assigned_worker = $5, status = $6, reason = $7, error_text = $8,
            due_at = $9, ready_at = $10, started_at = $11, ended_at = $12, attempts = $13, claims = $14, rescues = $15, epoch = $16,
            worker = $17, cancel_requested_at = $18, skip_cause = $19, superseded_by = $20, is_expected = $21, archived_at = $22,
            result_digest = $23, exit_code = $24, template_version = $25, template_source = $26, provider = $27, model = $28, tokens_in = $29,
            tokens_out = $30, cost_micros = $31, currency = $32, policy_set_digest = $33, pin_digest = $34, claim_rank = $35 WHERE id = $1
            """, [.id(run.id)] + Self.changing(run))
    }

    private static func changing(_ run: RunRecord) -> [SQLValue] {
        [
            .optional(run.agent), .optional(run.tool), .optional(run.curatedTool), .optional(run.assignedWorker),
            .choice(run.status),
            .optional(run.reason?.rawValue), .optional(run.errorText), .time(run.dueAt), .time(run.readyAt),
            .time(run.startedAt),
            .time(run.endedAt), .int(run.attempts), .int(run.claims), .int(run.rescues), .integer(run.epoch),
            .optional(run.worker),
            .time(run.cancelRequestedAt), .id(run.skipCause), .id(run.supersededBy), .flag(run.isExpected),
            .time(run.archivedAt),
            .digest(run.resultDigest), .optional(run.exitCode), .optional(run.templateVersion),
            .optional(run.templateSource),
            .optional(run.provider), .optional(run.model), .optional(run.tokensIn), .optional(run.tokensOut),
            .optional(run.cost),
            .optional(run.currency), .digest(run.policySetDigest), .digest(run.pinDigest), .integer(run.claimRank),
        ]
    }

    func setContent(_ content: RunContent, of run: ULID) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO run_content (run, input, output, last_proposal) VALUES ($1, $2, $3, $4)
            ON CONFLICT (run) DO UPDATE SET input = coalesce(excluded.input, input), output = coalesce(excluded.output, output),
            last_proposal = coalesce(excluded.last_proposal, last_proposal)
            """, [.id(run), .optional(content.input), .optional(content.output), .optional(content.lastProposal)])
    }

    func insert(_ need: RunNeed) throws(StoreError) {
        try driver.run(
            "INSERT INTO run_need (run, upstream, condition) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.id(need.run), .id(need.upstream), .choice(need.condition)])
    }

    func insert(_ object: RunObject) throws(StoreError) {
        try driver.run(
            "INSERT INTO run_object (run, object) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.id(object.run), .id(object.object)])
    }

    func upsert(_ attempt: RunAttempt) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO run_attempt (run, number, worker, epoch, claimed_at, started_at, ended_at, outcome, reason, progress)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (run, number) DO UPDATE SET worker = excluded.worker, epoch = excluded.epoch, claimed_at = excluded.claimed_at,
            started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome, reason = excluded.reason,
            progress = excluded.progress
            """,
            [
                .id(attempt.run), .int(attempt.number), .text(attempt.worker), .integer(attempt.epoch),
                .time(attempt.claimedAt),
                .time(attempt.startedAt), .time(attempt.endedAt), .optional(attempt.outcome?.rawValue),
                .optional(attempt.reason?.rawValue),
                .optional(attempt.progress),
            ])
    }

    func append(_ steps: [RunStep]) throws(StoreError) {
        var next: [ULID: Int] = [:]
        for step in steps {
            let ordinal: Int
            if let known = next[step.run] {
                ordinal = known
            } else {
                ordinal =
                    try driver.first(
                        "SELECT coalesce(max(ordinal), 0) + 1 FROM run_step WHERE run = $1", [.id(step.run)]
                    ) { row in row.int(0) } ?? 1
            }
            next[step.run] = ordinal + 1
            try driver.run(
                "INSERT INTO run_step (run, ordinal, attempt, kind, message, details, timestamp) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [
                    .id(step.run), .int(ordinal), .int(step.attempt), .choice(step.kind), .text(step.message),
                    .optional(step.details),
                    .time(step.timestamp),
                ])
        }
    }

    func deleteRun(_ id: ULID) throws(StoreError) {
        try driver.run("DELETE FROM run_content WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run_need WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run_need WHERE upstream = $1", [.id(id)])
        try driver.run("DELETE FROM run_object WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run_attempt WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run_step WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run_lease WHERE run = $1", [.id(id)])
        try driver.run("DELETE FROM run WHERE id = $1", [.id(id)])
    }
}

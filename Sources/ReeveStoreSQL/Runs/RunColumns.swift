internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// The columns of the table `run`, and every statement that is made of them.
///
/// The columns stand here once, in the order of the table. The seal of a row is computed over the columns in this
/// order, so another order would make every stored row look edited.
enum RunColumns {
    static let all: [RunColumn] = [
        RunColumn("id", .fixed, { $0.identity.id }, { $0.identity.id = $1 }),
        RunColumn("batch_id", .fixed, { $0.identity.batch }, { $0.identity.batch = $1 }),
        RunColumn("organization", .fixed, { $0.identity.organization }, { $0.identity.organization = $1 }),
        RunColumn("environment", .fixed, { $0.identity.environment }, { $0.identity.environment = $1 }),
        RunColumn("queue", .fixed, { $0.identity.queue }, { $0.identity.queue = $1 }),
        RunColumn("item", .fixed, { $0.identity.item }, { $0.identity.item = $1 }),
        RunColumn("cell", .fixed, { $0.identity.cell }, { $0.identity.cell = $1 }),
        RunColumn("kind", .fixed, { $0.identity.kind }, { $0.identity.kind = $1 }),
        RunColumn("title", .fixed, { $0.identity.title }, { $0.identity.title = $1 }),
        RunColumn("description", .fixed, { $0.identity.description }, { $0.identity.description = $1 }),
        RunColumn("priority", .fixed, { $0.identity.priority }, { $0.identity.priority = $1 }),
        RunColumn("is_idempotent", .fixed, { $0.identity.isIdempotent }, { $0.identity.isIdempotent = $1 }),
        RunColumn("has_read_back", .fixed, { $0.identity.hasReadBack }, { $0.identity.hasReadBack = $1 }),
        RunColumn("team", .fixed, { $0.identity.team }, { $0.identity.team = $1 }),
        RunColumn("role", .fixed, { $0.identity.role }, { $0.identity.role = $1 }),
        RunColumn("parent_run", .fixed, { $0.identity.parentRun }, { $0.identity.parentRun = $1 }),
        RunColumn("retry_of", .fixed, { $0.identity.retryOf }, { $0.identity.retryOf = $1 }),
        RunColumn("depth", .fixed, { $0.identity.depth }, { $0.identity.depth = $1 }),
        RunColumn("effect_id", .fixed, { $0.identity.effectID }, { $0.identity.effectID = $1 }),
        RunColumn("created_at", .fixed, { $0.identity.createdAt }, { $0.identity.createdAt = $1 }),
        RunColumn("agent", .changing, { $0.assignment.agent }, { $0.assignment.agent = $1 }),
        RunColumn("tool", .changing, { $0.assignment.tool }, { $0.assignment.tool = $1 }),
        RunColumn("curated_tool", .changing, { $0.assignment.curatedTool }, { $0.assignment.curatedTool = $1 }),
        RunColumn(
            "assigned_worker", .changing, { $0.assignment.assignedWorker },
            { $0.assignment.assignedWorker = $1 }),
        RunColumn("status", .indexed, { $0.state.status }, { $0.state.status = $1 }),
        RunColumn("reason", .changing, { $0.state.reason }, { $0.state.reason = $1 }),
        RunColumn("error_text", .changing, { $0.state.errorText }, { $0.state.errorText = $1 }),
        RunColumn("due_at", .indexed, { $0.state.dueAt }, { $0.state.dueAt = $1 }),
        RunColumn("ready_at", .changing, { $0.state.readyAt }, { $0.state.readyAt = $1 }),
        RunColumn("started_at", .changing, { $0.state.startedAt }, { $0.state.startedAt = $1 }),
        RunColumn("ended_at", .indexed, { $0.state.endedAt }, { $0.state.endedAt = $1 }),
        RunColumn("attempts", .changing, { $0.state.attempts }, { $0.state.attempts = $1 }),
        RunColumn("claims", .changing, { $0.state.claims }, { $0.state.claims = $1 }),
        RunColumn("rescues", .changing, { $0.state.rescues }, { $0.state.rescues = $1 }),
        RunColumn("epoch", .changing, { $0.state.epoch }, { $0.state.epoch = $1 }),
        RunColumn("worker", .changing, { $0.state.worker }, { $0.state.worker = $1 }),
        RunColumn(
            "cancel_requested_at", .changing, { $0.state.cancelRequestedAt },
            { $0.state.cancelRequestedAt = $1 }),
        RunColumn("skip_cause", .changing, { $0.state.skipCause }, { $0.state.skipCause = $1 }),
        RunColumn("superseded_by", .changing, { $0.state.supersededBy }, { $0.state.supersededBy = $1 }),
        RunColumn("is_expected", .changing, { $0.state.isExpected }, { $0.state.isExpected = $1 }),
        RunColumn("archived_at", .changing, { $0.state.archivedAt }, { $0.state.archivedAt = $1 }),
        RunColumn("result_digest", .changing, { $0.usage.resultDigest }, { $0.usage.resultDigest = $1 }),
        RunColumn("exit_code", .changing, { $0.usage.exitCode }, { $0.usage.exitCode = $1 }),
        RunColumn("template_version", .changing, { $0.usage.templateVersion }, { $0.usage.templateVersion = $1 }),
        RunColumn("template_source", .changing, { $0.usage.templateSource }, { $0.usage.templateSource = $1 }),
        RunColumn("provider", .changing, { $0.usage.provider }, { $0.usage.provider = $1 }),
        RunColumn("model", .changing, { $0.usage.model }, { $0.usage.model = $1 }),
        RunColumn("tokens_in", .changing, { $0.usage.tokensIn }, { $0.usage.tokensIn = $1 }),
        RunColumn("tokens_out", .changing, { $0.usage.tokensOut }, { $0.usage.tokensOut = $1 }),
        RunColumn("cost", .changing, { $0.usage.cost }, { $0.usage.cost = $1 }),
        RunColumn("currency", .changing, { $0.usage.currency }, { $0.usage.currency = $1 }),
        RunColumn("policy_set_digest", .changing, { $0.usage.policySetDigest }, { $0.usage.policySetDigest = $1 }),
        RunColumn("pin_digest", .changing, { $0.usage.pinDigest }, { $0.usage.pinDigest = $1 }),
        RunColumn("is_in_doubt", .changing, { $0.state.isInDoubt }, { $0.state.isInDoubt = $1 }),
        RunColumn(derived: "claim_rank") { $0.claimRank },
        RunColumn(derived: "counts_as_failure") { $0.countsAsFailure },
    ]

    private static let stored = all.filter { $0.read != nil }
    private static let changing = all.filter { $0.use == .changing }
    private static let indexed = all.filter { $0.use == .indexed }

    /// The columns that ``run(from:)`` reads, in its order.
    static let selection = stored.map(\.name).joined(separator: ", ")
    static let seal = "reeve_seal('run', " + all.map(\.name).joined(separator: ", ") + ")"

    // MARK: Statements

    /// The last column says whether the row is as the store wrote it; see ``isIntact(_:)``.
    static let selectOne = SQLText(made: "SELECT \(selection), seal @same \(seal) FROM run WHERE id = $1")

    static let insert = SQLText(
        made: "INSERT INTO run (\(all.map(\.name).joined(separator: ", "))) VALUES (\(marks(all.count)))")
    static func insertValues(_ run: RunRecord) -> [SQLValue] { all.map { $0.value(run) } }

    /// Writes every column that may change.
    static let updateAll = SQLText(made: update(changing + indexed))
    static func updateAllValues(_ run: RunRecord) -> [SQLValue] { values(changing + indexed, of: run) }

    /// Writes only columns without an index. For a written column with an index, the engine would remove and insert the
    /// index entry.
    static let updateUnindexed = SQLText(made: update(changing))
    static func updateUnindexedValues(_ run: RunRecord) -> [SQLValue] { values(changing, of: run) }

    private static func marks(_ count: Int) -> String { (1...count).map { "$\($0)" }.joined(separator: ", ") }

    private static func update(_ columns: [RunColumn]) -> String {
        let settings = columns.enumerated().map { "\($1.name) = $\($0 + 1)" }.joined(separator: ", ")
        return "UPDATE run SET \(settings) WHERE id = $\(columns.count + 1)"
    }

    private static func values(_ columns: [RunColumn], of run: RunRecord) -> [SQLValue] {
        columns.map { $0.value(run) } + [SQLValue(run.id)]
    }

    // MARK: Rows

    private static let blank = RunRecord(
        id: ULID(milliseconds: 0, high: 0, low: 0), batch: ULID(milliseconds: 0, high: 0, low: 0), organization: "",
        environment: "", item: "", effectID: "", createdAt: Timestamp(microseconds: 0))

    /// The run in a row that begins with ``selection``.
    static func run(from row: any SQLRow) throws(StoreError) -> RunRecord {
        var run = blank
        for index in stored.indices { try stored[index].read?(&run, row, index) }
        return run
    }

    static func isIntact(_ row: any SQLRow) -> Bool { row.bool(stored.count) }

    /// Whether both runs have equal entries in the indexes of the table.
    static func areIndexedAlike(_ run: RunRecord, _ other: RunRecord) -> Bool {
        indexed.allSatisfy { $0.value(run) == $0.value(other) }
    }
}

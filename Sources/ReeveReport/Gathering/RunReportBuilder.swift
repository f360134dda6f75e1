import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveRedaction
import ReeveStore

/// Gathers a report from one snapshot of the store.
package struct RunReportBuilder {
    package struct Options: Sendable {
        /// What made the report, `reeve 0.1.0`.
        package var producer: String?
        /// The key of the store's checkpoints, for `checkpoint.pub`.
        package var key: VerifierKey?
        /// Takes out what the store holds of secrets: rows of older versions may.
        package var redactor: Redactor
        /// Results beyond so many bytes in all are left out; their digests stay.
        package var outputBytesMax: Int

        package init(
            producer: String? = nil, key: VerifierKey? = nil, outputBytesMax: Int = 256 << 20,
            redactor: Redactor = Redactor()
        ) {
            self.redactor = redactor
            self.producer = producer
            self.key = key
            self.outputBytesMax = outputBytesMax
        }
    }

    /// More steps of one run than this are left out.
    static let stepsMax = 1_000

    private let rows: any StoreReading
    private let batch: BatchRecord
    private let options: Options
    private let places: BatchPlaces?
    private var labels: [ULID: String] = [:]
    private var events: [String: [AuditEvent]] = [:]
    private var outputBytes = 0
    private var omittedOutputs = 0
    /// Runs with more steps than are shown.
    private var shortenedRuns = 0
    /// Tasks whose conversation has texts left out.
    private var shortenedTasks = 0
    /// Runs whose rows other hands than the store's have changed.
    private var editedRuns = 0

    /// Reads the batch with its runs, attempts, steps and audit entries.
    ///
    /// - Throws: ``StoreError``: `missing` for a batch that is not there, `corrupt`.
    package static func build(
        batch id: ULID, reading rows: any StoreReading, options: Options = Options()
    ) throws(StoreError) -> RunReport {
        guard let batch = try rows.batch(id) else { throw StoreError(.missing(.batch(id))) }
        var builder = RunReportBuilder(rows: rows, batch: batch, options: options)
        return try builder.build()
    }

    /// Reads single runs of a batch, one after another.
    ///
    /// - Throws: ``StoreError``; also what `body` throws.
    package static func everyEntry(
        _ records: [RunRecord], of batch: BatchRecord, reading rows: any StoreReading, options: Options = Options(),
        _ body: (RunEntry) throws(StoreError) -> Void
    ) throws(StoreError) {
        for record in records {
            var builder = RunReportBuilder(rows: rows, batch: batch, options: options)
            builder.events = [record.id.text: try events(of: record.id, reading: rows)]
            try body(try builder.entry(record))
        }
    }

    private init(rows: any StoreReading, batch: BatchRecord, options: Options) {
        self.rows = rows
        self.batch = batch
        self.options = options
        places = (try? JSONParser.parse(batch.attributes)).flatMap { BatchPlaces(attributes: $0) }
    }

    private mutating func build() throws(StoreError) -> RunReport {
        let records = try allRuns()
        for record in records { labels[record.id] = record.label }
        let gathering = try AuditGathering(batch: batch, runs: records.map(\.id), reading: rows)
        events = Dictionary(grouping: gathering.events.filter { $0.runID != nil }, by: { $0.runID ?? "" })
        let order = try itemOrder(records)
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        var current: [RunEntry] = []
        var superseded: [RunEntry] = []
        for record in records {
            let entry = try entry(record)
            if record.state.supersededBy == nil { current.append(entry) } else { superseded.append(entry) }
        }
        current.sort {
            (rank[$0.record.identity.item] ?? 0, $0.record.id) < (rank[$1.record.identity.item] ?? 0, $1.record.id)
        }
        let excerpt = try gathering.excerpt(
            checkpoint: try rows.lastCheckpoint(), key: options.key, reading: rows)
        var notes: [String] = []
        if editedRuns > 0 || !batch.isIntact {
            let runs = editedRuns > 0 ? FigureText.count(editedRuns, "run") : "the batch"
            notes.append(
                "Another program has changed \(runs) in the database: what this report says of that need not be what "
                    + "happened; 'reeve store check' has the rows, and audit.jsonl what was logged")
        }
        if omittedOutputs > 0 {
            notes.append(
                "\(FigureText.count(omittedOutputs, "result")) left out: all results together exceed "
                    + FigureText.bytes(options.outputBytesMax))
        }
        if shortenedRuns > 0 {
            notes.append(
                "\(FigureText.count(shortenedRuns, "run")) with more than \(RunReportBuilder.stepsMax) steps: the first ones are here, 'reeve runs steps ID' has all"
            )
        }
        if shortenedTasks > 0 {
            notes.append(
                "texts of \(FigureText.count(shortenedTasks, "conversation")) left out: all results and conversations together "
                    + "exceed \(FigureText.bytes(options.outputBytesMax)); 'reeve runs show ID --conversation' has them"
            )
        }
        return RunReport(
            batch: batch, itemOrder: order, runs: current, superseded: superseded,
            tools: try CalledTools(of: current + superseded).entries(batch, reading: rows),
            revision: try revision(records), timeZone: try timeZone(), audit: excerpt, producer: options.producer,
            notes: notes
        )
    }

    /// Ascending by id.
    private func allRuns() throws(StoreError) -> [RunRecord] {
        var records: [RunRecord] = []
        try rows.everyRun(RunFilter(batch: batch.id, includesArchived: true)) { records.append($0) }
        return records.reversed()
    }

    /// As the definition has it; items that it does not name come last, by their first run.
    private func itemOrder(_ records: [RunRecord]) throws(StoreError) -> [String] {
        let definition = try StoredValue.load(batch.definition, reading: rows)
        let items = definition?["items"]?.array ?? definition?["spec"]?["items"]?.array ?? []
        let known = Set(records.map(\.identity.item))
        var seen: Set<String> = []
        let named = items.compactMap { $0["name"]?.string }.filter { known.contains($0) }
        return (named + records.map(\.identity.item)).filter { seen.insert($0).inserted }
    }

    /// The newest revision, as the batch was submitted, of the sets that its environment and its agents belong to. Other
    /// sets in the store say nothing about this batch. Nil where nothing of it belongs to a set any more.
    private func revision(_ records: [RunRecord]) throws(StoreError) -> RevisionEntry? {
        var keys = [ObjectKey(kind: KindName.environment, organization: batch.organization, name: batch.environment)]
        for agent in Set(records.compactMap(\.assignment.agent)).sorted() {
            keys.append(
                ObjectKey(
                    kind: KindName.agent, organization: batch.organization, environment: batch.environment, name: agent)
            )
        }
        var sets: Set<String> = []
        for key in keys { if let set = try rows.objectHead(key)?.owningSet { sets.insert(set) } }
        guard !sets.isEmpty else { return nil }
        let found = try rows.newestRevision { $0.appliedAt <= batch.createdAt && sets.contains($0.draft.set) }
        return found.map {
            RevisionEntry(
                serial: $0.serial, set: $0.draft.set, appliedAt: $0.appliedAt,
                gitCommit: $0.draft.gitCommit.map(GitCommit.init))
        }
    }

    private func timeZone() throws(StoreError) -> String? {
        let key = ObjectKey(kind: KindName.environment, organization: batch.organization, name: batch.environment)
        return try rows.object(key).flatMap { try? JSONParser.parse($0.spec) }?["timeZone"]?.string
    }

    private mutating func entry(_ record: RunRecord) throws(StoreError) -> RunEntry {
        let whole = try rows.run(record.id, withContent: true)
        if whole?.isIntact == false { editedRuns += 1 }
        let content = whole?.content
        var entry = RunEntry(record: record)
        entry.record.content = nil
        entry.input = try content?.input.flatMap { text throws(StoreError) in
            try StoredValue.load(text, reading: rows).map { options.redactor.redact($0).value }
        }
        if let text = content?.output, let stored = try StoredValue.load(text, reading: rows) {
            let output = options.redactor.redact(stored).value
            entry.outputBytes = output.canonicalBytes.count
            if outputBytes + entry.outputBytes <= options.outputBytesMax {
                outputBytes += entry.outputBytes
                entry.output = output
            } else {
                omittedOutputs += 1
            }
        }
        entry.record.state.errorText = record.state.errorText.map { options.redactor.redact($0).text }
        entry.record.identity.title = record.identity.title.map { options.redactor.redact($0).text }
        entry.record.identity.description = record.identity.description.map { options.redactor.redact($0).text }
        let (steps, hasMore) = try rows.steps(of: record.id, after: 0, limit: RunReportBuilder.stepsMax).cut
        if hasMore { shortenedRuns += 1 }
        entry.steps = steps.map { step in
            var step = step
            step.message = options.redactor.redact(step.message).text
            return step
        }
        let own = events[record.id.text] ?? []
        for attempt in try rows.attempts(of: record.id) {
            entry.attempts.append(RunReportBuilder.attempt(attempt, steps: entry.steps, events: own))
        }
        if own.contains(where: { $0.approvalID != nil }) { entry.approvals = try approvals(of: record.id) }
        if entry.isTask { try addConversation(to: &entry, content, own) }
        entry.refusal = RunReportBuilder.refusal(record, events: own)
        entry.allowedBy = own.last { $0.type == .runStarted && $0.decision == .allow }.map { RunEntry.Rules($0) }
        entry.place = place(of: record, steps: entry.steps)
        entry.skipCause = record.state.skipCause.map { labels[$0] ?? $0.text }
        entry.isRedacted = own.contains { $0.redactions?.isEmpty == false }
        return entry
    }

    private mutating func addConversation(
        to entry: inout RunEntry, _ content: RunContent?, _ events: [AuditEvent]
    ) throws(StoreError) {
        let conversation = try TaskConversation.read(
            of: entry.record.id, reading: rows, redactor: options.redactor,
            bytesMax: max(0, options.outputBytesMax - outputBytes), events: events)
        if conversation.isShortened { shortenedTasks += 1 } else { outputBytes += conversation.bytes }
        if conversation.exchanges.contains(where: { !$0.row.isIntact }) { editedRuns += 1 }
        entry.conversation = conversation
        entry.proposal = try content?.lastProposal.flatMap { text throws(StoreError) in
            try StoredValue.load(text, reading: rows).map { options.redactor.redact($0).value }
        }
    }

    private func approvals(of run: ULID) throws(StoreError) -> [RunApproval] {
        var found: [RunApproval] = []
        try rows.everyApproval(ApprovalFilter(run: run, now: batch.createdAt)) { approval throws(StoreError) in
            let votes = try rows.votes(on: approval.id).map { vote in
                var vote = vote
                vote.reason = vote.reason.map { options.redactor.redact($0).text }
                return vote
            }
            found.append(RunApproval(record: approval, votes: votes))
        }
        return found.reversed()
    }

    /// The expectation that was not met, else the item.
    private func place(of record: RunRecord, steps: [RunStep]) -> String? {
        guard record.state.reason == .expectationFailed,
            let details = steps.last(where: { $0.kind == .error })?.details,
            let index = (try? JSONParser.parse(details))?["expectation"]?.int
        else { return places?.place(ofItem: record.identity.item) }
        return places?.place(ofExpectation: index, of: record.identity.item)
    }

    private static func attempt(_ record: RunAttempt, steps: [RunStep], events: [AuditEvent]) -> RunEntry.Attempt {
        var attempt = RunEntry.Attempt(record: record)
        attempt.arguments =
            events.first { $0.type == .runStarted && $0.attempt == record.number }?.arguments
        if record.outcome != .succeeded {
            attempt.message =
                steps.last { $0.attempt == record.number && ($0.kind == .error || $0.kind == .warning) }?.message
        }
        return attempt
    }

    /// What the newest refusal in the log says; nil for a run that nobody refused.
    private static func refusal(_ record: RunRecord, events: [AuditEvent]) -> RunEntry.Refusal? {
        var types: Set<AuditEventType> = [.runDenied, .runRefused, .callDenied, .policyDenied]
        // A denied call of a task is an answer to its model, and not the end of the run.
        if record.identity.kind == .task { types.remove(.callDenied) }
        guard record.state.status != .succeeded, let event = events.last(where: { types.contains($0.type) }) else {
            return nil
        }
        let context = event.context
        var refusal = RunEntry.Refusal(stage: context?["stage"]?.string, message: context?["message"]?.string)
        // A later stage than policy may have refused; the rules of the event are those that allowed the call then.
        if event.decision == .deny { refusal.by = RunEntry.Rules(event) }
        return refusal
    }
}

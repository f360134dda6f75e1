import ArgumentParser
import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and verify the audit log.",
        subcommands: [AuditListCommand.self, AuditShowCommand.self, AuditVerifyCommand.self])
}

struct AuditListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List events, newest first; those of the last 24 hours.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Part of the subject.") var subject: String?
    @Option(help: "Part of the target.") var target: String?
    @Option(help: "The action, such as tool.invoke.") var action: String?
    @Option(help: "allow or deny.") var decision: AuditEvent.Decision?
    @Option(help: "The event's type, such as run.denied; may be repeated.", completion: Completions.eventTypes)
    var type: [String] = []
    @Option(help: "Events of this run (an id, or its last characters).", completion: Completions.runs) var run: String?
    @Option(help: "Events of this batch and its runs (an id, or its last characters).", completion: Completions.batches)
    var batch: String?
    @Option(help: ArgumentHelp("From so long ago on, such as 1h.", valueName: "duration")) var since: String?
    @Option(
        help: ArgumentHelp(
            "From this instant or date; else 24 hours ago, or the start of the run or batch.", valueName: "instant"))
    var from: String?
    @Option(help: ArgumentHelp("Before this instant or date.", valueName: "instant")) var to: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(100)

    func run() async throws {
        let context = try CommandContext(self)
        var filter = AuditFilter()
        filter.organizations = context.options.organization.map { [$0] }
        filter.environment = context.options.environment
        filter.subjectContains = subject
        filter.targetContains = target
        filter.action = action
        filter.decision = decision
        if !type.isEmpty {
            filter.types = Set(
                try type.map { text in
                    guard let value = AuditEventType(rawValue: text) else {
                        let types = AuditEventType.allCases.map(\.rawValue).sorted()
                        let nearest = NearestName.suggestion(for: text, among: types)
                        throw ValidationError(
                            "there is no event type '\(text)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                                + "; types are " + types.joined(separator: ", "))
                    }
                    return value
                })
        }
        guard from == nil || since == nil else { throw ValidationError("--since and --from exclude each other") }
        let now = Composition.now()
        filter.from =
            try from.map { try InstantText.parse($0, "--from") }
            ?? since.map {
                try InstantText.since($0, now: now)
            }
        if filter.from == nil, run == nil, batch == nil { filter.from = now.advanced(by: .seconds(-86_400)) }
        filter.to = try to.map { try InstantText.parse($0, "--to") }
        let limit = limit.count
        let scope = context.scope
        let (entries, hasMore, unknown) = try await context.withStore(.read) { [filter] store in
            var wanted = filter
            wanted.run = try await run.asyncMap { try await RunLookup.run($0, in: store, context: context).text }
            let batch = try await batch.asyncMap { try await RunLookup.batch($0, in: store, context: context) }
            return try await store.read { [wanted] reading throws(StoreError) in
                let (entries, hasMore) = try Self.newest(wanted, ofBatch: batch, limit: limit, reading).cut
                let names = FilterNames(reading, scope: scope)
                let unknown =
                    entries.isEmpty
                    ? [
                        try names.subject(containing: wanted.subjectContains),
                        try names.target(containing: wanted.targetContains), try names.action(wanted.action),
                    ] : []
                return (entries, hasMore, unknown)
            }
        }
        try context.refuse(unknown)
        var listing = Listing(
            [
                .init("SEQ", number: true), .init("TIME"), .init("EVENT"), .init("SUBJECT"), .init("ACTION"),
                .init("TARGET"), .init("DECISION"),
                .init("REASON"), .init("RULE", wide: true), .init("RUN", wide: true),
            ], empty: "no events found", hasMore: hasMore)
        for entry in entries {
            guard let json = try? JSONParser.parse(entry.bytes) else { continue }
            func text(_ key: String) -> String { json[key]?.string ?? "-" }
            listing.rows.append(
                Listing.Row(
                    name: String(entry.sequence),
                    cells: [
                        String(entry.sequence), text("time"), text("event_type"),
                        json["subject"]?.string ?? text("actor_id"), text("action"),
                        json["target"]?.string ?? text("object"), text("decision"), text("reason_code"),
                        (json["rule_ids"]?.array ?? []).compactMap(\.string).joined(separator: " "), text("run_id"),
                    ], json: json))
        }
        listing.write(output, to: context.terminal)
    }

    private static func newest(
        _ filter: AuditFilter, ofBatch batch: ULID?, limit: Int, _ reading: any StoreReading
    ) throws(StoreError) -> Page<StoredAuditEntry> {
        guard let batch else { return try reading.auditEntries(filter, before: nil, limit: limit) }
        return try BatchEvents(batch, reading).newest(filter, limit: limit)
    }
}

/// Events of a batch: entries name the run that they are about, or the batch itself.
private struct BatchEvents {
    private let reading: any StoreReading
    private let id: ULID
    private let runs: Set<String>
    private let start: Timestamp?

    init(_ id: ULID, _ reading: any StoreReading) throws(StoreError) {
        self.id = id
        self.reading = reading
        start = try reading.batch(id)?.createdAt
        var runs: Set<String> = []
        try reading.everyRun(RunFilter(batch: id, includesArchived: true)) { runs.insert($0.id.text) }
        self.runs = runs
    }

    /// The newest of those that a filter takes, from the batch's submission on.
    func newest(_ filter: AuditFilter, limit: Int) throws(StoreError) -> Page<StoredAuditEntry> {
        var filter = filter
        filter.from = max(filter.from ?? start ?? Timestamp(microseconds: 0), start ?? Timestamp(microseconds: 0))
        return try reading.newestAuditEntries(filter, limit: limit, where: isOfBatch)
    }

    private func isOfBatch(_ entry: StoredAuditEntry) -> Bool {
        guard let json = try? JSONParser.parse(entry.bytes) else { return false }
        if let run = json["run_id"]?.string { return runs.contains(run) }
        return json["target"]?.string == "batch:" + id.text || json["context"]?["batch"]?.string == id.text
    }
}

extension AuditEvent.Decision: ExpressibleByArgument {}

struct AuditShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one event with its proof of inclusion.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The event's id or sequence number.") var event: String

    func run() async throws {
        let context = try CommandContext(self)
        let wanted = event
        let (entry, leaves) = try await context.withStore(.read) { store in
            try await store.read { reading throws(StoreError) in
                let entry: StoredAuditEntry?
                if let sequence = Int64(wanted) {
                    entry = try reading.auditEntries(from: sequence, limit: 1).first { $0.sequence == sequence }
                } else {
                    entry = try reading.auditEntry(id: wanted.uppercased())
                }
                return (entry, entry == nil ? [] : try reading.auditLeaves(from: 0, limit: .max))
            }
        }
        guard let entry, let json = try? JSONParser.parse(entry.bytes),
            context.scope.contains(
                organization: json["organization"]?.string, environment: json["environment"]?.string)
        else {
            context.fail("there is no event '\(event)'" + context.scope.suffix, code: "audit.unknown-event")
            throw ExitStatus.invalidInput.exit
        }
        let size = UInt64(leaves.count)
        let tree = MerkleLeaves(leaves)
        let proof = try MerkleProof.inclusion(index: UInt64(entry.sequence), size: size, node: tree.node)
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        if form.isJSON {
            context.terminal.json([
                "event": json, "leaf": .string(entry.leafHash.hex), "proof": JSONValue(proof.map(\.hex)),
                "root": .string(frontier.root.hex), "size": JSONValue(Int64(clamping: size)),
            ])
            return
        }
        context.terminal.json(json)
        context.terminal.line("leaf    \(entry.leafHash.hex)")
        for hash in proof { context.terminal.line("proof   \(hash.hex)") }
        context.terminal.line("root    \(frontier.root.hex) at size \(size)")
    }
}

struct AuditVerifyCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the log against its checkpoints.",
        discussion: """
            Exit status 0 where all is well, else what is wrong: 10 edited, 11 missing, 12 reordered, 13 truncated,
            14 forked, 15 unsigned tail, 16 wrong key. `reeve explain exit-status` lists them.
            """)

    static let scopeUse = ScopeUse.refused("the log is one for every scope")

    @OptionGroup var global: GlobalOptions
    @Option(
        name: .customLong("since-checkpoint"),
        help: ArgumentHelp("A checkpoint kept elsewhere, such as in git; may be repeated.", valueName: "file"),
        completion: .file())
    var sinceCheckpoint: [String] = []
    @Option(help: ArgumentHelp("The key to trust, as name+id+key; else the one beside the store.", valueName: "vkey"))
    var key: [String] = []
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        try context.requireStore()
        var keys: [VerifierKey] = []
        var kept: [AuditVerifier.LabelledCheckpoint] = []
        do {
            for text in key { keys.append(try VerifierKey(vkey: text)) }
            for path in sinceCheckpoint {
                kept.append(.init(label: path, signed: try SignedCheckpoint(parsing: try BoundedFile.read(path))))
            }
            if keys.isEmpty { keys = [try CheckpointKeyFile(store: project(context)).verifierKey()] }
        } catch {
            context.fail(
                "\(error)", code: "audit.key", help: "name a key with --key, and checkpoints with --since-checkpoint")
            throw ExitStatus.invalidInput.exit
        }
        let beside = try context.readCheckpoint()
        let result = try await context.withStore(.read, acceptsMismatch: true) { [keys, kept] store in
            try await AuditLogReader.verify(
                store, keys: keys, kept: kept, now: Composition.now(),
                mismatch: try await context.mismatch(of: store, kept: beside))
        }
        if form.isJSON {
            context.terminal.json(result.json)
        } else {
            write(result, to: context.terminal)
        }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    private func project(_ context: CommandContext) -> String { Composition.storePath(of: context.project) }

    private func write(_ result: AuditVerification, to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        if result.isIntact {
            terminal.line(
                style.green("ok")
                    + "  \(result.entryCount) entries, \(result.matchedCheckpoints) of \(result.trustedCheckpoints) checkpoints agree"
            )
        }
        for finding in result.findings { terminal.line(style.red("error") + "  \(finding)") }
        if let root = result.root { terminal.line("root  \(root.hex) at size \(result.treeSize)") }
        if let size = result.newestCheckpointSize {
            terminal.line("newest checkpoint  size \(size)" + (result.newestCheckpointTime.map { ", \($0)" } ?? ""))
        }
        for key in result.keys { terminal.line("key   \(key.vkey)") }
        for note in result.notes { terminal.line("note  \(note)") }
    }
}

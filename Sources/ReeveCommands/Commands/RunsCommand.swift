import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List and inspect runs.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsStepsCommand.self, RunsLogsCommand.self,
            RunsCancelCommand.self, RunsRetryCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

struct RunsListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, newest first.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Runs of this batch (an id, or its last characters).", completion: Completions.batches) var batch:
        String?
    @Option(help: "Runs of this item.") var item: String?
    @Option(help: "Runs in this status; may be repeated.", completion: Completions.statuses) var status: [String] = []
    @Option(help: "Runs of this agent.", completion: Completions.names(of: KindName.agent)) var agent: String?
    @Option(help: "Runs of this tool address.", completion: Completions.tools) var tool: String?
    @Option(help: "Runs of this queue.", completion: Completions.queues) var queue: String?
    @Option(help: ArgumentHelp("Runs that were made so long ago or later, such as 1h.", valueName: "duration"))
    var since: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        let from = try since.map { try InstantText.since($0, now: Composition.now()) }
        var statuses: Set<RunStatus> = []
        for text in status {
            guard let value = RunStatus(rawValue: text.replacing("-", with: "_")) else {
                throw ValidationError(
                    "there is no status '\(text)'; statuses are \(RunStatus.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            statuses.insert(value)
        }
        let (runs, hasMore, unknown) = try await context.withStore(.read) { store in
            let batchID = try await batch.asyncMap { try await RunLookup.batch($0, in: store, context: context) }
            let filter = RunFilter(
                organizations: context.options.organization.map { [$0] }, environment: context.options.environment,
                batch: batchID,
                item: item, queue: queue, statuses: statuses.isEmpty ? nil : statuses, agent: agent, tool: tool,
                createdFrom: from)
            let limit = limit.count
            let scope = context.scope
            return try await store.read { reading throws(StoreError) in
                let (runs, hasMore) = try reading.runs(filter, before: nil, limit: limit).cut
                let names = FilterNames(reading, scope: scope)
                let unknown =
                    runs.isEmpty
                    ? [
                        try names.agent(filter.agent), try names.tool(filter.tool), try names.item(filter.item),
                        try names.queue(filter.queue),
                    ] : []
                return (runs, hasMore, unknown)
            }
        }
        try context.refuse(unknown)
        var listing = Listing(
            [
                .init("ID"), .init("CREATED"), .init("SCOPE"), .init("BATCH"), .init("ITEM"), .init("CELL"),
                .init("TOOL"), .init("STATUS"), .init("REASON"), .init("TOOK", number: true),
                .init("AGENT", wide: true),
            ], empty: "no runs found", hasMore: hasMore)
        for run in runs {
            listing.rows.append(
                Listing.Row(
                    name: run.id.text,
                    cells: [
                        run.id.text, InstantText.short(run.createdAt), "\(run.organization)/\(run.environment)",
                        run.batch.text, run.item, CellText.of(run.cell), run.tool ?? "-", run.status.rawValue,
                        run.reason?.rawValue ?? "-", run.duration.map(DurationWords.of) ?? "-", run.agent ?? "-",
                    ], json: RunDocument.json(run)))
        }
        listing.write(output, to: context.terminal)
    }
}

struct RunsShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run with its result.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let (run, steps) = try await context.withStore(.read) { store in
            let id = try await RunLookup.run(id, in: store, context: context)
            return try await store.read { reading throws(StoreError) in
                guard let run = try reading.run(id, withContent: true) else { throw StoreError(.missing(.run(id))) }
                var steps: [RunStep] = []
                try reading.everyStep(of: id) { steps.append($0) }
                return (run, steps)
            }
        }
        if form.isJSON {
            context.terminal.json(RunDocument.json(run))
            return
        }
        let style = TextStyle(isOn: context.terminal.outputHasColor)
        func line(_ title: String, _ value: String?) {
            if let value {
                context.terminal.line("  " + style.faint(title.padded(to: 14)) + TerminalText.escaped(value))
            }
        }
        context.terminal.line(
            style.bold("run \(run.id)") + "  " + run.status.rawValue + (run.reason.map { "  " + $0.rawValue } ?? ""))
        line("item", run.label)
        line("batch", run.batch.text)
        line("agent", run.agent)
        line("tool", run.tool)
        line("attempts", String(run.attempts))
        line("created", run.createdAt.description)
        line("started", run.startedAt?.description)
        line("ended", run.endedAt?.description)
        line("took", run.duration.map(DurationWords.of))
        line("effect id", run.effectID)
        line("error", run.errorText)
        line("policy set", run.policySetDigest?.description)
        line("pin", run.pinDigest?.description)
        line("input", run.content?.input)
        line("output", run.content?.output.map { TerminalText.truncated($0, to: 2_000) })
        if !steps.isEmpty { context.terminal.line("  " + style.faint("steps")) }
        for step in steps { context.terminal.line("    " + StepText.of(step, style: style)) }
    }
}

struct RunsStepsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "steps", abstract: "List the steps of a run.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table

    func run() async throws {
        let context = try CommandContext(self)
        let (run, steps) = try await context.withStore(.read) { store in
            let id = try await RunLookup.run(id, in: store, context: context)
            guard let run = try await store.run(id) else { throw StoreError(.missing(.run(id))) }
            return (run, try await store.steps(of: id))
        }
        var listing = Listing(
            [
                .init("N", number: true), .init("ATTEMPT", number: true), .init("TYPE"), .init("MESSAGE"),
                .init("TIME"), .init("DETAILS", wide: true),
            ],
            empty: "no steps" + (RunEndText.of(run).map { "; " + $0 } ?? ""))
        for step in steps {
            listing.rows.append(
                Listing.Row(
                    name: String(step.ordinal),
                    cells: [
                        String(step.ordinal), String(step.attempt), step.kind.rawValue, step.message,
                        step.timestamp.description, step.details ?? "",
                    ], json: RunDocument.json(step)))
        }
        listing.write(output, to: context.terminal)
    }
}

extension Optional {
    func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        switch self {
        case .some(let value): try await body(value)
        case .none: nil
        }
    }
}

import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

struct RunsLogsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what happened in a run, an item or a whole batch, in one order.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The id of a run or a batch, or its last characters.", completion: Completions.runs) var id: String
    @Option(help: "Of a batch: the runs of this item only.") var item: String?

    func run() async throws {
        let context = try CommandContext(self)
        let (runs, steps) = try await context.withStore(.read) { store in
            let wanted = try await Self.runs(id, item: item, store: store, context: context)
            return try await store.read { reading throws(StoreError) in
                var steps: [RunStep] = []
                for run in wanted { try reading.everyStep(of: run.id) { steps.append($0) } }
                return (wanted, steps)
            }
        }
        let names = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.label) })
        let style = TextStyle(isOn: context.terminal.outputHasColor)
        let width = min(40, names.values.map(\.count).max() ?? 0)
        let sorted = steps.sorted { ($0.timestamp, $0.run, $0.ordinal) < ($1.timestamp, $1.run, $1.ordinal) }
        if form.isJSON {
            let lines = sorted.map { step -> JSONValue in
                var line = RunDocument.json(step).object ?? [:]
                line["label"] = JSONValue(names[step.run])
                return .object(line)
            }
            context.terminal.json(.array(lines))
            return
        }
        for step in sorted {
            context.terminal.line(
                style.bold((names[step.run] ?? "").padded(to: width)) + "  " + StepText.of(step, style: style))
            if let tail = step.details.flatMap({ try? JSONParser.parse($0) })?["stderr"]?.string {
                for line in tail.split(separator: "\n") {
                    context.terminal.line("".padded(to: width) + "    | " + TerminalText.escaped(String(line)))
                }
            }
        }
    }

    private static func runs(_ text: String, item: String?, store: any Store, context: CommandContext) async throws
        -> [RunRecord]
    {
        let runs = try await RunLookup.runs(text, in: store, scope: context.scope)
        let batches = try await RunLookup.batches(text, in: store, scope: context.scope)
        if runs.isEmpty, batches.count == 1 {
            return try await store.read { reading throws(StoreError) in
                var found: [RunRecord] = []
                try reading.everyRun(RunFilter(batch: batches[0], item: item)) { found.append($0) }
                return found
            }
        }
        let id = try RunLookup.only(text, "run or batch", runs + batches, context: context)
        return try await store.read { reading throws(StoreError) in
            try reading.run(id, withContent: false).map { [$0] } ?? []
        }
    }
}

struct RunsCancelCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a run; one that is running is asked to stop.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let effects = try await context.withStore(.write) { store in
            let id = try await RunLookup.run(id, in: store, context: context)
            return try await store.cancelRun(id, actor: Operator.current().id, now: Composition.now())
        }
        EffectsOutput.write(effects, isJSON: form.isJSON, to: context.terminal)
    }
}

struct RunsRetryCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make a new run of a finished one, and of the dependents that it had skipped.",
        discussion: """
            Where the effect of an interrupted run is not known and its tool declares a readBack, that is asked first: the
            run is made again only where it shows that nothing happened.

            The new run acts on behalf of the one who submitted the batch, by that one's roles and limits, whoever retries
            it; the audit log says who did.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @Flag(help: "Do not ask the readBack; what the run did may be done a second time.") var force = false

    func run() async throws {
        let context = try CommandContext(self)
        try await context.withExecution { setup in
            let store = setup.services.store
            let id = try await RunLookup.run(id, in: store, context: context)
            var verdict: InterruptedRuns.Verdict?
            if !force, try await store.run(id)?.reason == .effectUnknown {
                verdict = try await InterruptedRuns(setup.services).verdict(on: id)
            }
            if case .unclear(let why)? = verdict {
                context.fail(
                    "run \(id) is not made again: \(why)", code: "run.effect.unknown",
                    help: "find out yourself whether it happened; --force makes it again without asking")
                throw ExitStatus.refused.exit
            }
            if let (message, help) = try await RunRetry.obstacle(to: id, store: store) {
                context.fail(message, code: "run.not-retryable", help: help)
                throw ExitStatus.invalidInput.exit
            }
            return try await RunRetry.make(id, verdict: verdict, isForced: force, store: store)
        } show: { outcome in
            if form.isJSON {
                context.terminal.json([
                    "dependents": JSONValue(outcome.dependents.values.map(\.text).sorted()),
                    "item": .string(outcome.run.item), "cell": JSONValue(outcome.run.cell),
                    "run": .string(outcome.run.id.text), "retry_of": JSONValue(outcome.run.retryOf?.text),
                ])
                return
            }
            context.terminal.line(
                "run \(outcome.run.id) of item \(outcome.run.item)"
                    + (outcome.dependents.isEmpty ? "" : ", and \(outcome.dependents.count) dependents"))
        }
    }
}

/// New runs of finished ones.
enum RunRetry {
    /// What is the case with a run that cannot be made again, and what to do; nil where it can.
    static func obstacle(
        to id: ULID, store: any Store
    ) async throws(StoreError) -> (message: String, help: String)? {
        guard let run = try await store.run(id) else { return nil }
        if let next = run.supersededBy {
            return ("run \(id) was made again already, as run \(next)", "reeve runs show \(next)")
        }
        if run.status == .succeeded || run.status == .skipped {
            return (
                "run \(id) is \(run.status.rawValue); only runs that failed are made again",
                run.status == .skipped
                    ? "make the run again that it waited for; it comes along" : "submit its batch once more"
            )
        }
        guard !run.status.isTerminal else { return nil }
        return ("run \(id) is \(run.status.rawValue) and has not ended", "reeve runs cancel \(id)")
    }

    /// - Parameter verdict: what was found out of an interrupted run; it goes into the log.
    static func make(
        _ id: ULID, verdict: InterruptedRuns.Verdict?, isForced: Bool = false, store: any Store
    ) async throws(StoreError) -> RetryOutcome {
        let (now, who) = (Composition.now(), Operator.current())
        var event = AuditEvent(id: "", time: now, type: .runRetried, actor: who.actor)
        event.runID = id.text
        event.subject = who.id
        event.source = who.source
        if case .nothingHappened(let words)? = verdict { event.context = ["read_back": .string(words)] }
        if isForced { event.context = ["forced": true] }
        return try await store.retryRun(id, events: [event], now: now)
    }

    /// Makes those interrupted runs of the queues again whose repetition is safe, and says what it found.
    ///
    /// - Returns: how many are left for a person.
    static func interrupted(
        in queues: [String], services: ExecutionServices, terminal: Terminal, isJSON: Bool, isStopping: () -> Bool
    ) async throws(ExecutionError) -> Int {
        let runs = InterruptedRuns(services)
        var (repeated, left) = (0, 0)
        for run in try await runs.all(in: queues) {
            guard !isStopping() else { break }
            let verdict = try await runs.verdict(on: run.id)
            guard verdict.isSafe else {
                left += 1
                if case .unclear(let why) = verdict {
                    let words = TerminalText.escaped(why)
                    terminal.error("run \(run.id) of item \(run.item) stays interrupted: \(words)\n")
                }
                continue
            }
            do {
                _ = try await make(run.id, verdict: verdict, store: services.store)
                repeated += 1
            } catch {
                // Another command was first.
                guard case .illegalTransition = error.code else { throw ExecutionError(error) }
            }
        }
        guard repeated + left > 0 else { return 0 }
        let words = "Interrupted runs: \(repeated) made again, \(left) left for a person."
        if isJSON { terminal.note(words) } else { terminal.line(words) }
        return left
    }
}

/// What a cancel did.
enum EffectsOutput {
    static func write(_ effects: RunEffects, isJSON: Bool, to terminal: Terminal) {
        if isJSON {
            terminal.json([
                "cancelled": JSONValue(effects.cancelled.map(\.text).sorted()),
                "skipped": JSONValue(effects.skipped.map(\.text).sorted()),
            ])
        } else {
            terminal.line("cancelled \(effects.cancelled.count), skipped \(effects.skipped.count)")
        }
    }
}

struct BatchesCancelCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel what is left of a batch.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let effects = try await context.withStore(.write) { store in
            let id = try await RunLookup.batch(id, in: store, context: context)
            let now = Composition.now()
            var event = AuditEvent(id: "", time: now, type: .batchCancelled, actor: Operator.current().actor)
            event.subject = Operator.current().id
            event.source = Operator.current().source
            event.context = ["batch": .string(id.text)]
            return try await store.cancelBatch(id, actor: Operator.current().id, events: [event], now: now)
        }
        EffectsOutput.write(effects, isJSON: form.isJSON, to: context.terminal)
    }
}

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
                    context.terminal.line("".padded(to: width) + "    | " + String(line))
                }
            }
        }
        let began = Set(steps.map(\.run))
        for run in runs where !began.contains(run.id) {
            guard let words = RunEndText.of(run) else { continue }
            context.terminal.line(style.bold(run.label.padded(to: width)) + "  " + words)
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
        commandName: "cancel", abstract: "Cancel a run; one that is running is asked to stop.",
        discussion: "A run that has ended stays as it is: that is told, with exit status 0.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let (effects, run) = try await context.withStore(.write) { store in
            let id = try await RunLookup.run(id, in: store, context: context)
            let (now, who) = (Composition.now(), Operator.current())
            var event = AuditEvent(id: "", time: now, type: .runCancelRequested, actor: who.actor)
            event.subject = who.id
            event.source = who.source
            let effects = try await store.cancelRun(id, actor: who.id, events: [event], now: now)
            guard let run = try await store.run(id) else { throw StoreError(.missing(.run(id))) }
            return (effects, run)
        }
        let words =
            if effects.asked.contains(run.id) {
                "run \(run.id) was asked to stop"
            } else if run.status.isTerminal {
                "run \(run.id) \(EndWords.of(run.status)) already"
            } else {
                "run \(run.id) was asked to stop already"
            }
        EffectsOutput.write(
            effects, status: run.status.rawValue, otherwise: words, isJSON: form.isJSON, to: context.terminal)
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
            if let (message, help) = try await RunRetry.obstacle(to: id, store: store) {
                context.fail(message, code: "run.not-retryable", help: help)
                throw ExitStatus.invalidInput.exit
            }
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
        if let batch = try await store.batch(run.batch), DirectCall.isCall(batch) {
            let agent = run.agent.map { " --agent \($0)" } ?? ""
            return (
                "run \(id) is a call by hand, which is not made again from the queue",
                "make the call again: reeve tools call \(run.tool ?? "")\(agent) -e \(run.environment), with its --input"
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
                    terminal.errorLine("run \(run.id) of item \(run.item) stays interrupted: \(words)")
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
    /// - Parameters:
    ///   - status: how the run or the batch stands now.
    ///   - otherwise: said where nothing was cancelled.
    static func write(
        _ effects: RunEffects, status: String, otherwise words: String, isJSON: Bool, to terminal: Terminal
    ) {
        if isJSON {
            terminal.json([
                "asked_to_stop": JSONValue(effects.asked.map(\.text).sorted()),
                "cancelled": JSONValue(effects.cancelled.map(\.text).sorted()),
                "skipped": JSONValue(effects.skipped.map(\.text).sorted()), "status": .string(status),
            ])
        } else if effects.cancelled.isEmpty {
            terminal.line(words)
        } else {
            terminal.line(
                "cancelled \(effects.cancelled.count), skipped \(effects.skipped.count)"
                    + (effects.asked.isEmpty ? "" : ", asked \(effects.asked.count) to stop"))
        }
    }
}

/// How something ended, as the end of a sentence about it.
enum EndWords {
    static func of(_ status: RunStatus) -> String {
        switch status {
        case .succeeded, .failed: "has " + status.rawValue
        default: "was " + status.rawValue
        }
    }

    static func of(_ status: BatchStatus) -> String {
        status == .cancelled ? "was cancelled" : "has " + status.rawValue
    }
}

struct BatchesCancelCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel what is left of a batch; runs that are running are asked to stop.",
        discussion: "A batch that has ended stays as it is: that is told, with exit status 0.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let (effects, batch) = try await context.withStore(.write) { store in
            let id = try await RunLookup.batch(id, in: store, context: context)
            let now = Composition.now()
            var event = AuditEvent(id: "", time: now, type: .batchCancelled, actor: Operator.current().actor)
            event.subject = Operator.current().id
            event.source = Operator.current().source
            event.context = ["batch": .string(id.text)]
            let effects = try await store.cancelBatch(id, actor: Operator.current().id, events: [event], now: now)
            guard let batch = try await store.batch(id) else { throw StoreError(.missing(.batch(id))) }
            return (effects, batch)
        }
        let asked = effects.asked.count
        let words =
            if asked > 0 {
                "asked \(asked) run\(asked == 1 ? "" : "s") of batch \(batch.id) to stop"
            } else if batch.status == .open {
                "batch \(batch.id) was asked to stop already"
            } else {
                "batch \(batch.id) \(EndWords.of(batch.status)) already"
            }
        EffectsOutput.write(
            effects, status: batch.status.rawValue, otherwise: words, isJSON: form.isJSON, to: context.terminal)
    }
}

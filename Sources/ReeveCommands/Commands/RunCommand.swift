import ArgumentParser
import ReeveDiagnostics
import ReeveExecution
import ReeveOperations
import ReeveModel

/// Starts servers, makes calls, writes the store, signs the log and writes reports. May be stopped and started again:
/// what was not done is still queued. With `--dry-run` it only reads.
struct RunCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Work through queued runs, or submit a batch and work through that.",
        discussion: """
            Ends when nothing is due any more, retries included. Exit status 7 where a run failed, was denied, was
            interrupted or is parked, and where a batch that was named has not ended. Runs that wait for a pause alone make
            no failure of a queue: they are told, with who paused what and why. Ctrl-C once drains, twice cancels.

            --record DIR keeps what the runs of a batch exchange with servers and models; --replay DIR runs the batch
            from that, by the manifests as they are: no network, no secret, no store. The report is the same, byte for
            byte, as often as it is replayed.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: "A Batch in the store to submit first; see also --file.",
        completion: Completions.names(of: KindName.batch))
    var name: String?
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Submit the batch of this file first.", valueName: "path"),
        completion: .file())
    var file: String?
    @Option(
        help: ArgumentHelp(
            "Makes the submission repeatable: the same key and content give the first batch.", valueName: "text"))
    var key: String?
    @Flag(help: "Refuse the whole submission where a run of it would be denied.") var strict = false
    @Option(
        help: ArgumentHelp("Queues to work through, such as default,slow; else default.", valueName: "names"),
        completion: Completions.queues)
    var queue: String?
    @Option(help: "Runs at once in this process.") var concurrency: Int = 16
    @Flag(help: "Stay when nothing is due.") var watch = false
    @Flag(
        name: .customLong("retry-interrupted"),
        help:
            "First make interrupted runs again whose tool is idempotent or whose readBack shows that nothing happened.")
    var retryInterrupted = false
    @Flag(
        name: .customLong("dry-run"),
        help: "Show what would run and what the gate would say; nothing is started or written.")
    var dryRun = false
    @OptionGroup var recording: RecordingOptions
    @Option(name: .shortAndLong, help: "text or json.") var output: ResultFormat = .text

    func validate() throws {
        guard name == nil || file == nil else { throw ValidationError("name a Batch, or a file with --file, not both") }
        let submits = name != nil || file != nil
        guard submits || (global.organization == nil && global.environment == nil) else {
            throw ValidationError(
                "run works through queues of all environments; --organization and -e go with a batch that is named")
        }
        guard !submits || queue == nil else {
            throw ValidationError("a batch names its own queue; leave out --queue, or the batch")
        }
        guard submits || (key == nil && !strict) else {
            throw ValidationError("--key and --strict go with a batch that is named")
        }
        guard concurrency > 0 else { throw ValidationError("--concurrency takes a count from 1") }
        guard !dryRun || !watch else { throw ValidationError("--dry-run shows one moment; leave out --watch") }
        guard !dryRun || !retryInterrupted else {
            throw ValidationError("--retry-interrupted asks servers; leave out --dry-run")
        }
        guard submits || !recording.isUsed else {
            throw ValidationError("--record and --replay go with a batch that is named")
        }
        guard !recording.isUsed || (!dryRun && !watch && key == nil) else {
            throw ValidationError("--record and --replay go without --dry-run, --watch and --key")
        }
        guard !submits || !retryInterrupted else {
            throw ValidationError("--retry-interrupted takes what is in the queues; leave out the batch")
        }
    }

    func run() async throws {
        let context = try CommandContext(self)
        if let folder = recording.replay, let source = BatchSource(name: name, file: file) {
            return try await replay(source, from: folder, context)
        }
        let submission = BatchSource(name: name, file: file).map { source in
            var submission = SubmitOperation(source)
            submission.idempotencyKey = key
            submission.isStrict = strict
            return submission
        }
        let queues = (queue ?? "default").split(separator: ",").map(String.init)
        guard !queues.isEmpty else { throw ValidationError("--queue takes names such as default,slow") }
        if dryRun {
            try await preview(submission.map { .submission($0) } ?? .queues(queues), context)
        } else {
            try await work(submission.map { .submission($0) } ?? .queues(queues), context)
        }
    }

    private func work(_ work: RunOperation.Work, _ context: CommandContext) async throws {
        var context = context
        let output = RunOutput(
            terminal: context.terminal, operation: context.operation, isJSON: self.output == .json)
        context.operation.events = { output.take($0) }
        var operation = RunOperation(work)
        operation.concurrency = concurrency
        operation.watches = watch
        operation.retriesInterrupted = retryInterrupted
        operation.recording = recording.record
        try await context.performSigned { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        } show: { outcome in
            output.show(outcome)
            try ExitStatus(of: outcome.ending).end()
        }
    }

    /// Runs the batch from a recording. The status is that of a run; with `--against`, 7 where a run ends in another way
    /// than the recording says, else 0.
    private func replay(_ source: BatchSource, from folder: String, _ context: CommandContext) async throws {
        var context = context
        let events = RunOutput(
            terminal: context.terminal, operation: context.operation, isJSON: output == .json)
        context.operation.events = { events.take($0) }
        var operation = ReplayOperation(source, recording: folder)
        operation.match = recording.match
        let outcome = try await context.perform { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        }
        let shown = ReplayOutput(outcome: outcome)
        if output == .json {
            context.terminal.json(shown.json)
        } else {
            for line in shown.lines(isComparing: recording.against) { context.terminal.line(line) }
        }
        try ExitStatus(of: outcome, isComparing: recording.against).end()
    }

    /// Previews the runs. The status is 7 where a run would be denied or refused and its `expect` does not ask for
    /// that. With `--strict` it is 4 where the submission would be refused.
    private func preview(_ subject: PreviewOperation.Subject, _ context: CommandContext) async throws {
        let operation = PreviewOperation(subject)
        let previews = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        switch output {
        case .text:
            let style = TextStyle(isOn: context.terminal.outputHasColor)
            context.terminal.write(DryRunText(previews, style: style).text)
        case .json: context.terminal.json(DryRunDocument.json(previews))
        }
        if operation.isRefused(previews) {
            throw context.report(
                .refused(
                    "the submission would be refused: a run of it would be denied", code: "policy.denied",
                    help: "leave out --strict, and the other runs go on"))
        }
        try ExitStatus(of: previews).end()
    }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

struct RunCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Work through queued runs, or submit a batch and work through that.",
        discussion: """
            Ends when nothing is due any more, retries included. Exit status 7 where a run failed, was denied, was
            interrupted or is parked. Ctrl-C once drains, twice cancels.
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
        guard !submits || !retryInterrupted else {
            throw ValidationError("--retry-interrupted takes what is in the queues; leave out the batch")
        }
    }

    /// The open batches of the queues.
    private func openBatches(_ store: any Store) async throws -> [ULID] {
        let queues = Set(queues)
        return try await store.batches(BatchFilter(statuses: [.open])).filter { queues.contains($0.queue) }.map(\.id)
    }

    /// Those that ended while the worker worked: by a run of its own, or by their deadline alone.
    private func ended(_ open: [ULID], _ report: RunLoopReport, _ store: any Store) async throws -> [ULID] {
        let closed = try await store.read { rows throws(StoreError) -> [ULID] in
            var closed: [ULID] = []
            for id in open where try rows.batch(id)?.status != .open { closed.append(id) }
            return closed
        }
        return Set(closed).union(report.batches.keys).sorted()
    }

    /// How many runs of an open batch other workers have: this one has ended.
    private func runsElsewhere(_ batch: ULID, _ store: any Store) async throws -> Int {
        guard try await store.batch(batch)?.status == .open else { return 0 }
        return try await store.runCount(RunFilter(batch: batch, statuses: [.running]))
    }

    private var queues: [String] { (queue ?? "default").split(separator: ",").map(String.init) }

    func run() async throws {
        let context = try CommandContext(self)
        if dryRun {
            try await DryRun(
                source: BatchSource(name: name, file: file), key: key, isStrict: strict, queues: queues, output: output
            ).run(context)
            return
        }
        try await context.withExecution(handlesSignals: true) { setup in
            var batch: BatchRecord?
            var total = 0
            if let source = BatchSource(name: name, file: file) {
                let (submitted, runs) = try await BatchSubmission.submit(
                    source, key: key, isStrict: strict, isWorkedHere: true, context: context, setup: setup)
                batch = submitted
                total = runs
            } else {
                try await QueueNames.check(queues, store: setup.services.store, context: context)
                total = try await setup.services.store.queueCounts().filter { !$0.status.isTerminal }.reduce(0) {
                    $0 + $1.count
                }
            }
            let open = batch == nil ? try await openBatches(setup.services.store) : []
            var options = setup.workerOptions(
                concurrency: concurrency,
                queues: batch.map { [$0.queue] } ?? queues, batch: batch?.id)
            options.watches = watch
            let progress = ProgressLine(terminal: context.terminal, total: total, startedAt: Composition.now())
            let store = setup.services.store
            // A failure here is told by the signature at the end.
            let sign: RunLoop.Sign = { now in
                let isSigned = (try? await Composition.writeCheckpoint(of: store, context: context, now: now)) != nil
                setup.log.write(.info, isSigned ? "log-signed" : "log-not-signed")
                return isSigned
            }
            let onEvent: @Sendable (RunEvent) -> Void = { event in
                progress.take(event)
                setup.log.write(event)
            }
            let (terminal, queues, isJSON) = (context.terminal, queues, output == .json)
            let retry: RunLoop.AfterRescue = { loop throws(ExecutionError) in
                try await RunRetry.interrupted(
                    in: queues, services: setup.services, terminal: terminal, isJSON: isJSON,
                    isStopping: { loop.isStopping })
            }
            let loop = RunLoop(
                setup.services, options: options, onEvent: onEvent, sign: sign,
                beforeRescue: { (try? await setup.reap()) != nil },
                afterRescue: retryInterrupted ? retry : nil)
            let signals = SignalWatch { _ in loop.stop() }
            let ticker = Task {
                while (try? await Task.sleep(for: .milliseconds(500))) != nil {
                    progress.tick(loop.progress, now: Composition.now())
                }
            }
            defer { ticker.cancel() }
            let report = try await loop.run()
            ticker.cancel()
            await ticker.value
            signals.end()
            progress.finish()
            for line in WaitText.lines(report.waits) { context.terminal.note(line) }
            if case .store(let error)? = report.stop { throw context.report(error) }
            let batches =
                if let batch { [batch.id] } else { try await ended(open, report, setup.services.store) }
            // Also what a lost worker's run came to here, and what the batch that is asked for came to before.
            let rescue = report.rescue
            var hasFailed = report.failures > 0 || report.leftInterrupted > 0
            if batch == nil, !rescue.interrupted.isEmpty || !rescue.failed.isEmpty { hasFailed = true }
            var isReported = true
            var results: [JSONValue] = []
            for id in batches {
                // The one that works on the rest writes the report when that has ended.
                let others = try await runsElsewhere(id, setup.services.store)
                let (path, result) = try await RunReporting.finish(
                    batch: id, writesReport: others == 0, setup: setup, isQuiet: isJSON, context: context)
                if path == nil { isReported = false }
                results.append(result)
                // A batch that its deadline cut off has no run that failed, and did not finish.
                let status = try await setup.services.store.batch(id)?.status
                if status == .failed || status == .open { hasFailed = true }
                if status == .open, signals.signals == 0 {
                    context.fail(
                        "batch \(id) has not ended"
                            + (others == 0 ? "" : ": another command works on \(others) of its runs"),
                        code: "batch.unfinished",
                        help: others == 0
                            ? "'reeve runs list --batch \(id)' shows what its runs wait for"
                            : "'reeve batches show \(id)' shows when it has ended; 'reeve report run \(id)' writes its report"
                    )
                }
            }
            if isJSON {
                context.terminal.json(["batches": .array(results)])
            } else if batches.isEmpty {
                context.terminal.line("Nothing was due.")
            }
            return (report, signals.signals, hasFailed, isReported)
        } show: { report, signals, hasFailed, isReported in
            if signals > 0 { throw ExitStatus.interrupted.exit }
            if hasFailed { throw ExitStatus.runsFailed.exit }
            if report.ended.isEmpty == false, report.stop != nil { throw ExitStatus.runsFailed.exit }
            if !isReported { throw ExitStatus.failure.exit }
        }
    }
}

struct EnqueueCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Submit a batch; 'reeve run' works through it.",
        discussion: "Takes the name of a Batch in the store, or a file with -f.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The name of a Batch in the store.", completion: Completions.names(of: KindName.batch)) var name:
        String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The batch of this file.", valueName: "path"), completion: .file())
    var file: String?
    @Option(help: ArgumentHelp("Makes the submission repeatable.", valueName: "text")) var key: String?
    @OptionGroup var form: ResultOptions
    @Flag(help: "Refuse the whole submission where a run of it would be denied.") var strict = false

    func run() async throws {
        let context = try CommandContext(self)
        guard (name == nil) != (file == nil), let source = BatchSource(name: name, file: file) else {
            throw ValidationError("name a Batch, or a file with -f")
        }
        try await context.withExecution(startsServers: false) { setup in
            try await BatchSubmission.submit(source, key: key, isStrict: strict, context: context, setup: setup)
        } show: { batch, runs in
            guard form.isJSON else { return context.terminal.line("batch \(batch.id): \(runs) runs") }
            context.terminal.json([
                "batch": .string(batch.id.text), "name": .string(batch.name), "runs": JSONValue(runs),
                "status": .string(batch.status.rawValue),
            ])
        }
    }
}

/// The batch that a command line names.
enum BatchSource {
    case stored(String)
    case file(String)

    /// Nil where it names none.
    init?(name: String?, file: String?) {
        if let file {
            self = .file(file)
        } else if let name {
            self = .stored(name)
        } else {
            return nil
        }
    }
}

/// Submits a batch definition of a file or of the store.
enum BatchSubmission {
    static func submit(
        _ source: BatchSource, key: String?, isStrict: Bool, isWorkedHere: Bool = false, context: CommandContext,
        setup: ExecutionSetup
    ) async throws -> (BatchRecord, Int) {
        var request = try await request(
            source, key: key, isStrict: isStrict, context: context, store: setup.services.store)
        request.isWorkedHere = isWorkedHere
        return try await submit(request, context, setup)
    }

    /// - Throws: An exit status, after the mistakes were written; ``StoreError``.
    static func request(
        _ source: BatchSource, key: String?, isStrict: Bool, context: CommandContext, store: any Store
    ) async throws -> SubmissionRequest {
        switch source {
        case .file(let file): try await request(file: file, key: key, isStrict: isStrict, context: context)
        case .stored(let name):
            try await request(named: name, key: key, isStrict: isStrict, context: context, store: store)
        }
    }

    /// The submission of a Batch in the store.
    private static func request(
        named name: String, key: String?, isStrict: Bool, context: CommandContext, store: any Store
    ) async throws -> SubmissionRequest {
        let scope = try await context.chooseScope(store, having: KindName.batch, named: name)
        let objectKey = ObjectKey(
            kind: KindName.batch, organization: scope.organization, environment: scope.environment, name: name)
        guard let record = try await store.object(objectKey) else {
            throw StoreError(.missing(.object(objectKey)))
        }
        guard record.isAsApplied else { throw StoreError(.edited(.object(objectKey))) }
        return try request(
            key: objectKey, spec: (try? JSONParser.parse(record.spec)) ?? .null, idempotencyKey: key,
            isStrict: isStrict, locate: locate(in: record.source.map { ObjectSource(stored: $0) }),
            context: context)
    }

    /// The submission of a file's one batch.
    ///
    /// - Throws: An exit status, after the mistakes were written.
    private static func request(
        file: String, key: String?, isStrict: Bool, context: CommandContext
    ) async throws -> SubmissionRequest {
        let set = await context.readManifests([file])
        var mistakes = set.diagnostics
        let batches = set.objects.filter { $0.key.kind == KindName.batch }
        if mistakes.isEmpty, batches.count != 1 || set.objects.count != 1 {
            mistakes.append(
                Diagnostic(
                    "batch.not-one",
                    "'\(file)' holds \(batches.count) batches and \(set.objects.count - batches.count) other objects; run -f takes one batch"
                ))
        }
        context.report(mistakes, sources: set.sources)
        guard !mistakes.contains(where: { $0.severity == .error }), let object = batches.first else {
            throw ExitStatus.invalidInput.exit
        }
        try context.checkScope(of: object.key, in: file)
        return try request(
            key: object.key, spec: object.specValue, idempotencyKey: key, isStrict: isStrict,
            locate: locate(in: object.source), context: context)
    }

    /// The line of the innermost part that the source knows, for each pointer into the spec.
    static func locate(in source: ObjectSource?) -> @Sendable (JSONPointer) -> SourceRange? {
        { pointer in
            guard let source else { return nil }
            var tokens = pointer.tokens[...]
            var line: Int?
            while line == nil, !tokens.isEmpty {
                line = source.lines[JSONPointer(tokens: Array(tokens)).description]
                tokens = tokens.dropLast()
            }
            let position = SourcePosition(line: line ?? source.line, column: 1)
            return SourceRange(file: source.file, start: position, end: position)
        }
    }

    static func request(
        key: ObjectKey, spec: JSONValue, idempotencyKey: String?, isStrict: Bool,
        locate: @escaping @Sendable (JSONPointer) -> SourceRange?, context: CommandContext
    ) throws -> SubmissionRequest {
        var files: [String: String] = [:]
        for member in spec["matrix"]?.object ?? [:] {
            guard let path = member.value["fromFile"]?.string else { continue }
            do throws(Diagnostic) {
                guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
                    throw Diagnostic("batch.file", "the matrix file '\(path)' is not below the project's folder")
                }
                guard context.isInProject(path) else {
                    throw Diagnostic(
                        "batch.file", "the matrix file '\(path)' is a link that leads out of the project's folder",
                        help: "put a copy into the project")
                }
                let source = try SourceText(readingFile: context.project.absolute(path), named: path)
                files[path] = source.withUTF8 { String(decoding: $0, as: UTF8.self) }
            } catch {
                context.report([error], sources: context.sources)
                throw ExitStatus.invalidInput.exit
            }
        }
        return SubmissionRequest(
            organization: key.organization ?? "", environment: key.environment ?? "", name: key.name, spec: spec,
            files: files, idempotencyKey: idempotencyKey, requester: Operator.current().requester, isStrict: isStrict,
            locate: locate)
    }

    static func submit(
        _ request: SubmissionRequest, _ context: CommandContext, _ setup: ExecutionSetup
    ) async throws -> (BatchRecord, Int) {
        let result = try await BatchSubmitter(setup.services).submit(request)
        switch result {
        case .submitted(let batch, let runs, _): return (batch, runs)
        case .existing(let batch):
            context.terminal.note("this key was used before: batch \(batch.id)")
            return (batch, try await setup.services.store.runCount(RunFilter(batch: batch.id)))
        case .invalid, .denied: throw SubmissionOutput.refuse(result, context: context)
        }
    }
}

extension ObjectSource {
    /// A place as the store keeps it.
    init(stored source: StoredSource) {
        var lines: [String: Int] = [:]
        for member in ((try? JSONParser.parse(source.lines)) ?? .null).object ?? [:] {
            lines[member.key] = member.value.int
        }
        self.init(file: source.file, line: source.line, lines: lines)
    }
}

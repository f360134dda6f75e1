import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore

struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools", abstract: "List, sync, pin and call tools.",
        subcommands: [
            ToolsListCommand.self, ToolsShowCommand.self, ToolsSyncCommand.self, ToolsLockCommand.self,
            ToolsCallCommand.self,
        ],
        defaultSubcommand: ToolsListCommand.self)
}

struct ToolsListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List tools: what servers offer, joined with what is declared.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Tools of this connection.", completion: Completions.names(of: KindName.connection)) var connection:
        String?

    func run() async throws {
        let context = try CommandContext(self)
        let filter = ToolFilter(
            organization: context.options.organization, environment: context.options.environment,
            connection: connection, currentOnly: false)
        let objects = ObjectFilter(
            kinds: [KindName.tool], organization: context.options.organization, environment: context.options.environment
        )
        let (definitions, declared, pins) = try await context.withStore(.read) { store in
            let declared = try await store.objects(objects)
            return try await store.read { reading throws(StoreError) in
                (try reading.toolDefinitions(filter), declared, try reading.pins())
            }
        }
        let pinned = Dictionary(pins.map { ($0.target, $0.digest) }) { first, _ in first }
        var specs: [String: ToolSpec] = [:]
        for record in declared {
            guard let spec = (try? JSONParser.parse(record.spec)).flatMap({ try? ToolSpec($0) }) else { continue }
            specs["\(record.key.scope)/\(spec.address.unversioned)"] = spec
        }
        var listing = Listing(
            [
                .init("SCOPE"), .init("TOOL"), .init("VERSION"), .init("STATUS"), .init("PIN"), .init("RISK"),
                .init("TRAITS"), .init("ENABLED"),
                .init("SYNCED", wide: true), .init("DIGEST", wide: true),
            ], empty: "no tools found; 'reeve tools sync' takes them from the servers")
        var shown: Set<String> = []
        var findings: [(address: String, finding: ToolFinding)] = []
        for definition in definitions where definition.isCurrent || definition.status == .stale {
            let scope = Scope(organization: definition.organization, environment: definition.environment)
            let spec = specs["\(scope)/\(definition.address)"]
            shown.insert("\(scope)/\(definition.address)")
            if let value = try? JSONParser.parse(definition.definition) {
                for finding in ToolFinding.all(of: value, tool: definition.tool) {
                    findings.append(("\(scope)/\(definition.address)", finding))
                }
            }
            let pin = pinned[
                PinTarget(
                    organization: definition.organization, environment: definition.environment,
                    address: definition.address)]
            listing.rows.append(
                row(
                    scope: scope.description, address: definition.address, version: definition.version,
                    status: definition.status.rawValue,
                    pin: pin == nil ? "-" : pin == definition.digest ? "pinned" : "differs", spec: spec,
                    synced: definition.syncedAt.description,
                    digest: definition.digest.short, definition: definition.definition))
        }
        for (path, spec) in specs.sorted(by: { $0.key < $1.key })
        where !shown.contains(path) && (connection == nil || spec.connection == connection) {
            listing.rows.append(
                row(
                    scope: String(path.dropLast(spec.address.unversioned.count + 1)), address: spec.address.unversioned,
                    version: "-",
                    status: "not synced", pin: "-", spec: spec, synced: "-", digest: "-", definition: nil))
        }
        listing.write(output, to: context.terminal)
        for (address, finding) in findings {
            context.terminal.note(FindingText.line(finding, indent: 0) + " (\(address))")
        }
    }

    private func row(
        scope: String, address: String, version: String, status: String, pin: String, spec: ToolSpec?, synced: String,
        digest: String,
        definition: String?
    ) -> Listing.Row {
        let risk = spec?.risk?.rawValue ?? "high"
        let traits = spec?.traits.map { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: " ") } ?? "all"
        var json: JSONObject = [
            "scope": .string(scope), "tool": .string(address), "version": .string(version), "status": .string(status),
            "pin": .string(pin),
            "risk": .string(risk), "declared": .bool(spec != nil), "enabled": .bool(spec?.isEnabled ?? true),
            "synced_at": .string(synced),
        ]
        json["definition"] = definition.flatMap { try? JSONParser.parse($0) }
        return Listing.Row(
            name: scope + "/" + address,
            cells: [
                scope, address, version, status, pin, spec?.risk == nil ? "(high)" : risk,
                spec?.traits == nil ? "(all)" : traits,
                (spec?.isEnabled ?? true) ? "yes" : "no", synced, digest,
            ], json: .object(json))
    }
}

struct ToolsShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tool's definition and its versions.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The address, such as git/git_log.", completion: Completions.tools) var address: String

    func run() async throws {
        let context = try CommandContext(self)
        guard let wanted = ToolAddress(address) else {
            throw ValidationError("'\(address)' is no tool address such as git/git_log")
        }
        let filter = ToolFilter(
            organization: context.options.organization, environment: context.options.environment,
            connection: wanted.connection, tool: wanted.tool,
            currentOnly: false)
        let definitions = try await context.withStore(.read) { store in try await store.toolDefinitions(filter) }
        guard !definitions.isEmpty else {
            context.fail(
                "there is no definition of '\(address)' here", code: "tools.unknown",
                help: "'reeve tools sync' takes it from the server")
            throw ExitStatus.invalidInput.exit
        }
        let shown = definitions.filter { wanted.version == nil || $0.version == wanted.version }
        guard !form.isJSON else { return context.terminal.json(.array(shown.map(Self.json))) }
        for definition in shown {
            context.terminal.line(
                "\(definition.organization)/\(definition.environment)/\(definition.address)@\(definition.version)  \(definition.status.rawValue)"
                    + (definition.isCurrent ? "  current" : "") + "  \(definition.digest)")
            context.terminal.json((try? JSONParser.parse(definition.definition)) ?? .null)
        }
    }
}

extension ToolsShowCommand {
    private static func json(_ definition: ToolDefinition) -> JSONValue {
        [
            "current": .bool(definition.isCurrent),
            "definition": (try? JSONParser.parse(definition.definition)) ?? .null,
            "digest": .string(definition.digest.description), "environment": .string(definition.environment),
            "organization": .string(definition.organization), "status": .string(definition.status.rawValue),
            "synced_at": .string(definition.syncedAt.description), "tool": .string(definition.address),
            "version": .string(definition.version),
        ]
    }
}

struct ToolsSyncCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Take what servers list into the store.",
        discussion: "Without a name every connection of the environment. Exit status 7 where one fails.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: "Connections; all of the environment where absent.",
        completion: Completions.names(of: KindName.connection))
    var names: [String] = []
    @OptionGroup var form: ResultOptions
    @Flag(name: .customLong("allow-empty"), help: "Take an empty list after a full one.") var allowEmpty = false

    func run() async throws {
        try await ToolsSync.run(names, allowEmpty: allowEmpty, isJSON: form.isJSON, context: try CommandContext(self))
    }
}

enum ToolsSync {
    static func run(_ names: [String], allowEmpty: Bool, isJSON: Bool, context: CommandContext) async throws {
        try await context.withExecution { setup in
            let wanted = try await ConnectionNames.resolve(names, context: context, store: setup.services.store)
            let sync = ToolSync(setup.services)
            let width = wanted.map(\.description.count).max() ?? 0
            var failed = 0
            var results: [JSONValue] = []
            for key in wanted {
                do throws(ExecutionError) {
                    let report = try await sync.sync(
                        connection: key.name, organization: key.organization ?? "", environment: key.environment ?? "",
                        requester: Operator.current().requester, allowsEmpty: allowEmpty)
                    results.append(Self.json(key, report))
                    guard !isJSON else { continue }
                    context.terminal.line(key.description.padded(to: width) + "  " + report.summary)
                    for entry in report.entries {
                        switch entry.change {
                        case .new, .unchanged: break
                        case .changed(let verdict, let version):
                            context.terminal.line("  ~ \(entry.tool)  \(verdict)  now \(version)")
                        case .stale(let verdict):
                            context.terminal.line(
                                "  ! \(entry.tool)  \(verdict)  differs from its pin; 'reeve tools lock' and a review accept it"
                            )
                        case .failed where report.findings.contains { $0.tool == entry.tool && $0.part == .name }: break
                        case .vanished: context.terminal.line("  - \(entry.tool)  vanished")
                        case .failed(let reason):
                            context.terminal.line("  x \(entry.tool)  " + TerminalText.escaped(reason))
                        }
                    }
                    for finding in report.findings { context.terminal.line(FindingText.line(finding)) }
                } catch {
                    failed += 1
                    results.append([
                        "connection": .string(key.description), "error": .string(error.message), "status": "failed",
                    ])
                    if !isJSON { context.terminal.line(key.description.padded(to: width) + "  failed") }
                    _ = context.report(error)
                }
            }
            return (failed, results)
        } show: { failed, results in
            if isJSON { context.terminal.json(.array(results)) }
            if failed > 0 { throw ExitStatus.runsFailed.exit }
        }
    }

    private static func json(_ key: ObjectKey, _ report: ToolSyncReport) -> JSONValue {
        let tools = report.entries.map { entry -> JSONValue in
            var out: JSONObject = ["digest": JSONValue(entry.digest?.description), "tool": .string(entry.tool)]
            switch entry.change {
            case .new: out["change"] = "new"
            case .unchanged: out["change"] = "unchanged"
            case .vanished: out["change"] = "vanished"
            case .changed(let verdict, let version):
                out["change"] = "changed"
                out["verdict"] = .string(verdict.rawValue)
                out["version"] = .string(version)
            case .stale(let verdict):
                out["change"] = "stale"
                out["verdict"] = .string(verdict.rawValue)
            case .failed(let reason):
                out["change"] = "failed"
                out["error"] = .string(reason)
            }
            return .object(out)
        }
        return [
            "connection": .string(key.description), "findings": .array(report.findings.map(FindingText.json)),
            "launch_digest": .string(report.launchDigest.description),
            "protocol_revision": .string(report.protocolRevision), "server_name": JSONValue(report.serverName),
            "server_version": JSONValue(report.serverVersion), "status": "synced", "tools": .array(tools),
        ]
    }
}

struct ToolsLockCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Write reeve.lock from the latest sync, and print what changes.",
        discussion: "Review the file like code; 'reeve apply' makes its pins count.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let file = LockFile(project: context.project)
        let old = try file.read(context: context) ?? ToolLock()
        let (lock, scopes) = try await context.withStore(.read) { store in
            let heads = try await store.read { reading throws(StoreError) in
                try reading.objectHeads(
                    ObjectFilter(
                        kinds: [KindName.connection], organization: context.options.organization,
                        environment: context.options.environment))
            }
            let scopes = Set(heads.map(\.key.scope))
            let setup = ExecutionSetup(store: store, project: context.project, log: context.log)
            do throws(ExecutionError) {
                let lock = try await LockBuilder(setup.services).lock(Array(scopes))
                await setup.shutDown()
                return (lock, scopes)
            } catch {
                await setup.shutDown()
                throw context.report(error)
            }
        }
        // Scopes that were not asked for keep their pins; those that are not there, or have another name now, have none.
        let there = try await context.withStore(.read) { store in
            try await store.read { reading throws(StoreError) in
                Set(try reading.objectHeads(ObjectFilter(kinds: [KindName.environment])).compactMap(\.key.ownScope))
            }
        }
        var pins = old.pins.filter {
            let scope = Scope(organization: $0.key.organization, environment: $0.key.environment)
            return !scopes.contains(scope) && there.contains(scope)
        }
        for scope in lock.scopes {
            let parts = scope.scope.split(separator: "/").map(String.init)
            guard parts.count == 2 else { continue }
            for entry in scope.entries {
                pins[.init(organization: parts[0], environment: parts[1], name: entry.address)] = entry.digest
            }
        }
        let new = ToolLock(pins: pins)
        let changes = new.changes(from: old)
        guard !changes.isEmpty else {
            if form.isJSON { return context.terminal.json(Self.json(changes, pins: pins.count)) }
            context.terminal.line("reeve.lock is up to date: \(Self.count(pins.count)).")
            return
        }
        do {
            try BoundedFile.create(file.path, text: new.yamlText, mode: 0o644, replaces: true)
        } catch {
            context.fail("\(error)", code: "lock.not-written")
            throw ExitStatus.failure.exit
        }
        let style = TextStyle(isOn: context.terminal.outputHasColor)
        for change in changes where !form.isJSON {
            let path = "\(change.address.organization)/\(change.address.environment)  \(change.address.name)"
            switch (change.before, change.after) {
            case (nil, let after?): context.terminal.line(style.green("+ ") + path + "  sha256:\(after.short)")
            case (let before?, nil): context.terminal.line(style.red("- ") + path + "  sha256:\(before.short)")
            case (let before?, let after?):
                context.terminal.line(style.yellow("~ ") + path + "  sha256:\(before.short) -> sha256:\(after.short)")
            case (nil, nil): break
            }
        }
        if form.isJSON { return context.terminal.json(Self.json(changes, pins: pins.count)) }
        context.terminal.line("wrote reeve.lock: \(Self.count(pins.count)); review it, then apply.")
    }

    private static func count(_ pins: Int) -> String { "\(pins) pin\(pins == 1 ? "" : "s")" }

    private static func json(_ changes: [PlannedPin], pins: Int) -> JSONValue {
        let rows = changes.map { change -> JSONValue in
            [
                "address": .string(change.address.name), "after": JSONValue(change.after?.description),
                "before": JSONValue(change.before?.description),
                "environment": .string(change.address.environment),
                "organization": .string(change.address.organization),
            ]
        }
        return ["changes": .array(rows), "pins": JSONValue(pins), "written": .bool(!changes.isEmpty)]
    }
}

struct ToolsCallCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call one tool by hand, through the same gate as any batch.",
        discussion:
            "Example: reeve tools call git/git_log -e prod --agent repo-doctor --input '{\"repo_path\": \"/srv/repos/infra\"}'"
    )

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The address, such as git/git_log.", completion: Completions.tools) var address: String
    @Option(help: "The agent that calls.", completion: Completions.names(of: KindName.agent)) var agent: String
    @Option(help: ArgumentHelp("The arguments.", valueName: "json")) var input: String = "{}"
    @Option(help: ArgumentHelp("For the call.", valueName: "duration")) var timeout: String?
    @Option(name: .shortAndLong, help: "text (that of the result) or json.") var output: ResultFormat = .text

    func run() async throws {
        let context = try CommandContext(self)
        guard let tool = ToolAddress(address) else {
            throw ValidationError("'\(address)' is no tool address such as git/git_log")
        }
        guard let arguments = (try? JSONParser.parse(input))?.object else {
            throw ValidationError("--input takes a JSON object")
        }
        let limit = try timeout.map { text in
            guard let duration = DurationText.parse(text) else {
                throw ValidationError("--timeout takes a duration such as 30s")
            }
            return duration
        }
        try await context.withExecution(handlesSignals: true) { setup in
            let scope = try await context.chooseScope(setup.services.store, having: KindName.agent, named: agent)
            let stopping = StoppableLoop()
            let watch = SignalWatch { _ in stopping.stop() }
            defer { watch.end() }
            let call = DirectCall(
                setup.services, options: setup.workerOptions(concurrency: 1), onLoop: { stopping.take($0) })
            let outcome = try await call.call(
                DirectCall.Request(
                    organization: scope.organization ?? "", environment: scope.environment ?? "", agent: agent,
                    tool: tool, input: arguments,
                    timeout: limit, requester: Operator.current().requester))
            return (outcome, watch.signals)
        } show: { outcome, signals in
            try show(outcome, of: tool, signals: signals, context)
        }
    }

    private func show(
        _ outcome: DirectCall.Outcome, of tool: ToolAddress, signals: Int, _ context: CommandContext
    ) throws {
        switch outcome {
        case .ran(let id, let status, let reason, let message, let document):
            if output == .json {
                context.terminal.json(
                    (document ?? [
                        "run_id": .string(id.text), "status": .string(status.rawValue),
                        "reason": JSONValue(reason?.rawValue),
                    ]))
            } else if let document {
                if document["content"]?.array?.isEmpty != false, let structured = document["structuredContent"] {
                    context.terminal.line(structured.writtenText)
                }
                for part in document["content"]?.array ?? [] {
                    context.terminal.lines(part["text"]?.string ?? part.writtenText)
                }
            }
            // The answer of a call that ended after the signal is shown like any other.
            if signals > 0 {
                context.terminal.note("stopped; run \(id) is \(status.rawValue)")
                throw ExitStatus.interrupted.exit
            }
            guard status == .succeeded else {
                let words = [reason?.rawValue, message].compactMap { $0 }.joined(separator: ": ")
                context.fail(
                    "\(tool) \(status == .denied ? "was denied to agent '\(agent)'" : status.rawValue): \(words)",
                    code: DiagnosticCode("run." + (reason?.rawValue ?? "failed")),
                    help: reason == .policyDenied
                        ? "reeve policy evaluate --agent \(agent) --target tool:\(tool.unversioned) --explain, with the input as --arguments"
                        : "reeve runs show \(id)")
                throw status == .denied ? ExitStatus.refused.exit : ExitStatus.runsFailed.exit
            }
        case .refused where signals > 0: throw ExitStatus.interrupted.exit
        case .refused(let result): throw SubmissionOutput.refuse(result, context: context)
        }
    }
}

/// What a refused submission says.
enum SubmissionOutput {
    static func refuse(_ result: SubmissionResult, context: CommandContext) -> ExitCode {
        switch result {
        case .invalid(let diagnostics):
            context.report(diagnostics, sources: context.sources)
            return ExitStatus.invalidInput.exit
        case .denied(let runs):
            for run in runs { context.fail("\(run.item) \(run.cell): \(run.message)", code: "policy.denied") }
            return ExitStatus.refused.exit
        case .submitted, .existing: return ExitStatus.failure.exit
        }
    }
}

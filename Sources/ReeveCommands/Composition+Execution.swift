import ArgumentParser
import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveManifest
import ReeveModel
import ReeveStore

/// What world verbs work with: the store, a pool of sessions, secrets. Ended by ``shutDown()``.
struct ExecutionSetup: Sendable {
    let services: ExecutionServices
    /// Keeps out what was read of secrets.
    let log: EventLog
    private let pool: SessionPool
    private let ledger: ProcessLedger?
    private let workerName: String

    /// - Parameter startsServers: their processes are noted in the store, so that the next command that starts servers
    ///   ends what is left of them after a kill.
    init(store: any Store, project: Project, log: EventLog, startsServers: Bool = false) {
        let environment = Self.environment()
        let secrets = SecretResolver(
            environment: environment, roots: [project.root] + project.spec.secretRoots.map { project.absolute($0) },
            onShortfall: { reference, shortfall in
                let (name, effect) =
                    switch shortfall {
                    case .tooShort: ("secret-too-short", "it is not kept out of texts")
                    case .tooLong: ("secret-too-long", "only its common forms are kept out of texts")
                    }
                log.write(.warning, name, ["reference": reference.description, "effect": effect])
            })
        let pool = SessionPool()
        let hiding = log.hiding(secrets)
        self.log = hiding
        let who = Operator.current()
        var generator = ULID.Generator()
        workerName =
            "\(who.source.host)-\(getpid())-\(generator.next(at: Composition.now()).text.suffix(6).lowercased())"
        ledger =
            startsServers
            ? ProcessLedger(store: store, clock: SystemExecutionClock(), host: who.source.host, worker: workerName)
            : nil
        self.pool = pool
        services = ExecutionServices(
            store: store, pool: pool, catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: ConnectionLauncher(
                secrets: secrets, environment: environment, projectRoot: project.root, clientVersion: Version.text,
                ledger: ledger, agreed: startsServers ? AgreedProtocols(store: store) : nil,
                onServer: { hiding.write($0) }),
            source: who.source)
    }

    /// Registers this process, as the one that its servers belong to, and ends what killed ones of this host left.
    ///
    /// A process that is registered and lives keeps its servers; so it comes before the first of them is started.
    func begin() async throws(ExecutionError) {
        guard ledger != nil else { return }
        let (now, options) = (Composition.now(), workerOptions(concurrency: 1))
        do {
            try await services.store.register(
                Worker(
                    name: workerName, host: options.host, bootID: options.bootID, processID: options.processID,
                    version: options.version, queues: [], capacity: 0, startedAt: now, lastSeenAt: now))
        } catch {
            throw ExecutionError(error)
        }
        try await reap()
        try await DirectCall.endAbandoned(services, host: options.host, bootID: options.bootID)
    }

    /// Runs a body that knows nothing of signals: the first one ends its servers as at the end of the command, the second
    /// one at once, and what it waits for fails.
    fileprivate func untilSignal<Result>(_ body: () async throws -> Result) async throws -> Result {
        let watch = SignalWatch { [pool] count in
            Task { await pool.shutdown(grace: count == 1 ? Teardown() : .immediate) }
        }
        defer { watch.end() }
        do {
            let result = try await body()
            guard watch.signals == 0 else { throw ExitStatus.interrupted.exit }
            return result
        } catch {
            throw watch.signals == 0 ? error : ExitStatus.interrupted.exit
        }
    }

    /// Ends every server and returns when no process is left.
    func shutDown(grace: Teardown = Teardown()) async {
        await pool.shutdown(grace: grace)
        await ledger?.flush()
        if ledger != nil { try? await services.store.unregister(worker: workerName) }
    }

    private static func environment() -> [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let variable = String(cString: text)
            if let equals = variable.firstIndex(of: "=") {
                found[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
            }
            entry = entry.advanced(by: 1)
        }
        return found
    }

    /// A worker of this process.
    func workerOptions(concurrency: Int, queues: [String] = ["default"], batch: ULID? = nil) -> RunLoopOptions {
        var options = RunLoopOptions(
            name: workerName, host: Operator.current().source.host, bootID: ProcessGroup.bootID,
            processID: getpid(), version: Version.text,
            queues: queues, concurrency: concurrency, batch: batch, grace: .seconds(10))
        options.staysRegistered = true
        return options
    }

    /// Ends the servers that a killed worker of this host left. The run loop takes its runs back.
    func reap() async throws(ExecutionError) { _ = try await ledger?.reap() }
}

extension CommandContext {
    /// Runs `body` with servers and a store that may be written; ends every server, signs the log, and then shows what was
    /// done: also where the log could not be signed, since who does not learn of an effect repeats it.
    ///
    /// - Parameters:
    ///   - startsServers: false for what only writes the store.
    ///   - handlesSignals: the body has its own way to stop.
    ///   - show: writes the result; the status that it throws is that of the command.
    func withExecution<Result: Sendable>(
        startsServers: Bool = true, handlesSignals: Bool = false, _ body: (ExecutionSetup) async throws -> Result,
        show: (Result) throws -> Void
    ) async throws {
        let (result, unsigned) = try await withStore(.write) { store in
            let setup = ExecutionSetup(store: store, project: project, log: log, startsServers: startsServers)
            do {
                try await setup.begin()
                let result =
                    startsServers && !handlesSignals
                    ? try await setup.untilSignal { try await body(setup) } : try await body(setup)
                await setup.shutDown()
                return (result, await UnsignedLog.sign(store, context: self))
            } catch {
                await setup.shutDown()
                _ = await UnsignedLog.sign(store, context: self)?.tell(self)
                if let error = error as? ExecutionError { throw report(error) }
                throw error
            }
        }
        do {
            try show(result)
        } catch {
            _ = unsigned?.tell(self)
            throw error
        }
        if let unsigned { throw unsigned.tell(self) }
    }

    /// Writes an execution error in words and gives the exit status that it has.
    func report(_ error: ExecutionError) -> ExitCode {
        if let underlying = error.underlying { return report(underlying) }
        let (code, help, status): (String, String?, ExitStatus) =
            switch error.code {
            case .store: ("store.failed", nil, .failure)
            case .unreadableObject: ("store.unreadable-object", "apply the manifest anew", .failure)
            case .edited: ("store.edited", "'reeve plan' and 'reeve store check' say more", .refused)
            case .missing: ("object.missing", "reeve get all lists what there is", .invalidInput)
            case .emptyToolList: ("tools.empty", "add --allow-empty if that is meant", .refused)
            case .connection: ("connection.failed", nil, .runsFailed)
            case .secretMissing: ("secret.missing", "set it for this process", .runsFailed)
            }
        var lines = error.message.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let first = lines.isEmpty ? "it failed" : lines.removeFirst()
        fail(first, code: .init(code), help: help)
        for line in lines { terminal.errorLine("  | " + line) }
        return status.exit
    }

    /// The one environment that options choose, or that the store has with this connection.
    func chooseScope(_ store: any Store, having kind: String? = nil, named name: String? = nil) async throws -> Scope {
        let wanted = options
        let heads = try await store.read { reading throws(StoreError) in
            try reading.objectHeads(
                ObjectFilter(
                    kinds: [kind ?? KindName.environment], organization: wanted.organization,
                    environment: kind == nil ? nil : wanted.environment))
        }
        let scopes = Set(
            heads.filter { name == nil || $0.key.name == name }.map { head in
                kind == nil ? Scope(organization: head.key.organization, environment: head.key.name) : head.key.scope
            }.filter { wanted.environment == nil || $0.environment == wanted.environment })
        guard !scopes.isEmpty else {
            let nearest = NearestName.suggestion(for: name ?? "", among: Set(heads.map(\.key.name)).sorted())
            fail(
                "there is no \(kind.map { "\($0) '\(name ?? "")'" } ?? "environment")"
                    + (wanted.environment.map { " in environment '\($0)'" } ?? "")
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                code: "object.missing", help: "reeve get all lists what there is")
            throw ExitStatus.invalidInput.exit
        }
        guard let only = scopes.first, scopes.count == 1 else {
            fail(
                "it is in \(scopes.count) environments: "
                    + scopes.map(\.description).sorted().joined(separator: ", "),
                code: "scope.ambiguous", help: "choose one with --organization and -e")
            throw ExitStatus.invalidInput.exit
        }
        return only
    }
}

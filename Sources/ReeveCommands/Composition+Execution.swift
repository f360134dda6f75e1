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
    private let pool: SessionPool
    private let groups: GroupNotes

    init(store: any Store, project: Project) {
        let environment = Self.environment()
        let secrets = SecretResolver(
            environment: environment, roots: [project.root] + project.spec.secretRoots.map { project.absolute($0) })
        let pool = SessionPool()
        let who = Operator.current()
        let groups = GroupNotes(store: store, host: who.source.host)
        self.pool = pool
        self.groups = groups
        services = ExecutionServices(
            store: store, pool: pool, catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: ConnectionLauncher(
                secrets: secrets, environment: environment, projectRoot: project.root, clientVersion: Version.text,
                hooks: groups.hooks),
            source: who.source)
    }

    /// Ends every server and returns when no process is left.
    func shutDown(grace: Teardown = Teardown()) async {
        await pool.shutdown(grace: grace)
        await groups.finish()
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
        var generator = ULID.Generator()
        let host = Operator.current().source.host
        let suffix = generator.next(at: Composition.now()).text.suffix(6).lowercased()
        return RunLoopOptions(
            name: "\(host)-\(getpid())-\(suffix)", host: host, bootID: ReeveMCP.ProcessGroup.bootID,
            processID: getpid(), version: Version.text,
            queues: queues, concurrency: concurrency, batch: batch, grace: .seconds(10))
    }

    /// Ends the servers that a killed worker of this host left, and takes its runs back.
    ///
    /// A worker is lost where its process is gone, or where this process has its number now.
    func recover() async throws(StoreError) -> RescueReport {
        let host = Operator.current().source.host
        let bootID = ReeveMCP.ProcessGroup.bootID
        var lost: Set<String> = []
        for worker in try await services.store.workers() where worker.host == host {
            let isGone =
                worker.bootID != bootID || worker.processID == getpid()
                || (kill(worker.processID, 0) != 0 && errno == ESRCH)
            if isGone { lost.insert(worker.name) }
        }
        let groups = try await services.store.processGroups(host: host).filter {
            $0.bootID != bootID || lost.contains($0.worker) || $0.worker.isEmpty
        }
        for group in groups {
            if group.bootID == bootID { OrphanReaper.end(pgid: group.groupID, startTime: UInt64(group.startTicks)) }
            try await services.store.forget(group)
        }
        guard !lost.isEmpty else { return RescueReport() }
        let report = try await services.store.expireLeases(
            LeaseSweep(now: Composition.now(), host: host, bootID: bootID, lostWorkers: lost))
        for name in lost { try await services.store.unregister(worker: name) }
        return report
    }
}

/// Notes the process groups of servers in the store, so that the next start ends what a killed one left.
private final class GroupNotes: Sendable {
    private let store: any Store
    private let host: String
    private let changes: AsyncStream<Change>
    private let continuation: AsyncStream<Change>.Continuation
    private let worker: Task<Void, Never>

    private enum Change: Sendable {
        case started(ReeveMCP.ProcessGroup)
        case ended(ReeveMCP.ProcessGroup)
    }

    init(store: any Store, host: String) {
        self.store = store
        self.host = host
        let (changes, continuation) = AsyncStream<Change>.makeStream()
        self.changes = changes
        self.continuation = continuation
        // Ended by `finish()`, which waits for it.
        worker = Task {
            for await change in changes {
                switch change {
                case .started(let group): try? await store.record(Self.record(group, host: host))
                case .ended(let group): try? await store.forget(Self.record(group, host: host))
                }
            }
        }
    }

    private static func record(_ group: ReeveMCP.ProcessGroup, host: String) -> ReeveStore.ProcessGroup {
        ReeveStore.ProcessGroup(
            host: host, bootID: ReeveMCP.ProcessGroup.bootID, groupID: group.pgid, startTicks: Int64(group.startTime),
            connection: "",
            worker: "", startedAt: Composition.now())
    }

    var hooks: ChildProcess.Hooks {
        let continuation = continuation
        return ChildProcess.Hooks(
            processStarted: { continuation.yield(.started($0)) }, processEnded: { continuation.yield(.ended($0)) })
    }

    func finish() async {
        continuation.finish()
        await worker.value
    }
}

extension CommandContext {
    /// Runs `body` with servers and a store that may be written; ends every server before it returns, and signs the log.
    func withExecution<Result>(_ body: (ExecutionSetup) async throws -> Result) async throws -> Result {
        try await withStore(.write) { store in
            let setup = ExecutionSetup(store: store, project: project)
            do {
                let result = try await body(setup)
                await setup.shutDown()
                try await Composition.sign(store, project: project, context: self)
                return result
            } catch {
                await setup.shutDown()
                try? await Composition.sign(store, project: project, context: self)
                if let error = error as? ExecutionError { throw report(error) }
                throw error
            }
        }
    }

    /// Writes an execution error in words and gives the exit status that it has.
    func report(_ error: ExecutionError) -> ExitCode {
        if let underlying = error.underlying { return report(underlying) }
        let (code, help, status): (String, String?, ExitStatus) =
            switch error.code {
            case .store: ("store.failed", nil, .failure)
            case .unreadableObject: ("store.unreadable-object", "apply the manifest anew", .failure)
            case .missing: ("object.missing", "reeve get all lists what there is", .invalidInput)
            case .emptyToolList: ("tools.empty", "add --allow-empty if that is meant", .refused)
            case .connection: ("connection.failed", nil, .runsFailed)
            case .secretMissing: ("secret.missing", "set it for this process", .runsFailed)
            }
        var lines = error.message.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let first = lines.isEmpty ? "it failed" : lines.removeFirst()
        fail(first, code: .init(code), help: help)
        for line in lines { terminal.error("  | " + TerminalText.escaped(line) + "\n") }
        return status.exit
    }

    /// The one environment that options choose, or that the store has with this connection.
    func chooseScope(_ store: any Store, having kind: String? = nil, named name: String? = nil) async throws -> Scope {
        let wanted = options
        let heads = try await store.read { reading throws(StoreError) in
            try reading.objectHeads(
                ObjectFilter(
                    kinds: [kind ?? "Environment"], organization: wanted.organization,
                    environment: kind == nil ? nil : wanted.environment))
        }
        let scopes = Set(
            heads.filter { name == nil || $0.key.name == name }.map { head in
                kind == nil ? Scope(organization: head.key.organization, environment: head.key.name) : head.key.scope
            }.filter { wanted.environment == nil || $0.environment == wanted.environment })
        guard let only = scopes.first, scopes.count == 1 else {
            fail(
                scopes.isEmpty
                    ? "there is no \(kind.map { "\($0) '\(name ?? "")'" } ?? "environment") here"
                    : "it is in \(scopes.count) environments: "
                        + scopes.map(\.description).sorted().joined(separator: ", "),
                code: "scope.ambiguous", help: "choose one with --organization and -e")
            throw ExitStatus.invalidInput.exit
        }
        return only
    }
}

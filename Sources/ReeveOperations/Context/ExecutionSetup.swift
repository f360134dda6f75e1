import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveManifest
import ReeveModel
import ReeveStore

/// What verbs that start servers work with: the store, a pool of sessions, and secrets. End it with
/// ``shutDown(grace:)``.
struct ExecutionSetup: Sendable {
    let services: ExecutionServices
    private let context: OperationContext
    private let pool: SessionPool
    private let transports: ProviderTransports
    private let ledger: ProcessLedger?
    private let workerName: String

    var store: any Store { services.store }

    /// Reads the secrets of a project, and logs those that cannot be kept out of texts.
    static func secrets(of context: OperationContext) -> SecretResolver {
        let project = context.project
        return SecretResolver(
            environment: context.variables,
            roots: [project.root] + project.spec.secretRoots.map { project.absolute($0) },
            onShortfall: { reference, shortfall in
                let (name, effect) =
                    switch shortfall {
                    case .tooShort: ("secret-too-short", "it is not kept out of texts")
                    case .tooLong: ("secret-too-long", "only its common forms are kept out of texts")
                    }
                context.log(.warning, name, ["reference": reference.description, "effect": effect])
            })
    }

    /// - Parameters:
    ///   - startsServers: whether the processes of servers are noted in the store. The next command that starts servers
    ///     then ends what a killed one has left behind.
    ///   - secrets: see ``secrets(of:)``.
    ///   - recorder: keeps what the runs exchange with servers and models.
    init(
        store: any Store, context: OperationContext, startsServers: Bool = false, secrets: SecretResolver,
        recorder: Recorder? = nil
    ) {
        let project = context.project
        context.events(.secretsInUse(secrets))
        self.context = context
        let host = context.requester.source.host
        var generator = ULID.Generator()
        workerName = "\(host)-\(getpid())-\(generator.next(at: context.now).text.suffix(6).lowercased())"
        ledger =
            startsServers
            ? ProcessLedger(store: store, clock: context.clock, host: host, worker: workerName) : nil
        let pool = SessionPool()
        self.pool = pool
        let transports = ProviderTransports(variables: context.variables)
        self.transports = transports
        services = ExecutionServices(
            store: store, clock: recorder == nil ? context.clock : RecordingClock(context.clock), pool: pool,
            catalog: ScopeCatalog(store: store), secrets: secrets,
            connections: ConnectionLauncher(
                secrets: secrets, environment: context.variables, projectRoot: project.root,
                clientVersion: context.version,
                ledger: ledger, agreed: startsServers ? AgreedProtocols(store: store) : nil,
                onServer: { context.events(.server($0)) }),
            models: ProviderClients(
                secrets: secrets, projectRoot: project.root, transport: { transports.transport(for: $0) }),
            source: context.requester.source, tape: recorder.map { .recorder($0) })
    }

    /// Registers this process as the owner of its servers, and ends what killed processes of this host have left
    /// behind.
    ///
    /// Servers of a registered, living process are left alone. So the registration must come before the first server is
    /// started.
    func begin() async throws(ExecutionError) {
        guard ledger != nil else { return }
        let (now, options) = (context.now, workerOptions(concurrency: 1))
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

    /// Runs a body that does not listen to requests to stop. The first request ends its servers gently, the second one
    /// at once; either ends what model providers are asked. Whatever the body waits for then fails.
    func untilStopped<Result>(_ body: () async throws -> Result) async throws -> Result {
        let (stop, pool, transports) = (context.stop, pool, transports)
        stop.handOn(to: { count in
            Task { await transports.shutDown() }
            Task { await pool.shutdown(grace: count == 1 ? Teardown() : .immediate) }
        })
        stop.begin()
        defer { stop.end() }
        do {
            let result = try await body()
            guard stop.requests == 0 else { throw OperationError(.stopped) }
            return result
        } catch {
            throw stop.requests == 0 ? error : OperationError(.stopped)
        }
    }

    /// Ends every server and every request to a model provider, and returns when no process of them is left.
    func shutDown(grace: Teardown = Teardown()) async {
        await transports.shutDown()
        await pool.shutdown(grace: grace)
        await ledger?.flush()
        if ledger != nil { try? await services.store.unregister(worker: workerName) }
    }

    /// The options of a worker in this process.
    func workerOptions(concurrency: Int, queues: [String] = ["default"], batch: ULID? = nil) -> RunLoopOptions {
        var options = RunLoopOptions(
            name: workerName, host: context.requester.source.host, bootID: ProcessGroup.bootID,
            processID: getpid(), version: context.version,
            queues: queues, concurrency: concurrency, batch: batch, grace: .seconds(10))
        options.staysRegistered = true
        return options
    }

    /// Ends the servers that killed workers of this host have left behind. The run loop takes their runs back.
    func reap() async throws(ExecutionError) { _ = try await ledger?.reap() }
}

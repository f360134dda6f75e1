import ReeveExecution
import ReeveMCP
import ReeveModel
import ReevePlanning
import ReeveStore

/// What a replay works in: a store in memory with the project's manifests and the recording's tools, and services that
/// reach nothing outside.
struct ReplayWorld {
    let store: any Store
    let services: ExecutionServices
    let player: Player
    /// The context of the replay: its own clock and store, and no scope but that of the recording.
    let context: OperationContext
    private let pool: SessionPool

    /// - Parameters:
    ///   - paths: the manifests; empty for what `reeve.yaml` names.
    static func make(
        of recording: Recording, match: Player.Match, paths: [String], in caller: OperationContext
    ) async throws -> ReplayWorld {
        let manifest = recording.manifest
        let clock = ReplayClock(manifest.submittedAt)
        let store = InMemoryStore(ids: IDSource(seed: manifest.seed), now: manifest.submittedAt)
        var context = caller
        context.clock = clock
        context.scope = ScopeOptions()
        let secrets = SecretResolver(standInsExcept: manifest.missingSecrets)
        let player = Player(recording, match: match, secrets: secrets)
        let pool = SessionPool()
        let world = ReplayWorld(
            store: store,
            services: ExecutionServices(
                store: store, clock: clock, pool: pool, catalog: ScopeCatalog(store: store), secrets: secrets,
                connections: ReplayedConnections(secrets: secrets), random: RandomSource(digest: manifest.seed),
                tape: .player(player)),
            player: player, context: context, pool: pool)
        try await world.apply(paths)
        try await world.addTools(of: recording)
        return world
    }

    private func apply(_ paths: [String]) async throws {
        let plan = try await PlanOperation(paths: paths).plan(against: store, in: context)
        guard !plan.isEmpty else { return }
        var request = ApplyRequest(actor: context.requester.actor, now: context.now)
        request.confirmed = Set(plan.changes.map(\.key))
        let sealed = plan.sealed
        do throws(ApplyError) {
            _ = try await Applier(store: store).apply(sealed, request: request)
        } catch {
            throw OperationError(.apply(error, sealed))
        }
    }

    private func addTools(of recording: Recording) async throws {
        try await store.write { rows throws(StoreError) in
            for definition in recording.tools where !definition.isCurrent { try rows.upsert(definition) }
            for definition in recording.tools where definition.isCurrent { try rows.upsert(definition) }
            for status in recording.connections { try rows.upsert(status) }
        }
    }

    /// Works on the batch to its end. One run at a time: what a run comes to is told by its own time and answers, so the
    /// order of the machine must not show.
    func work(on batch: ULID) async throws -> RunLoopReport {
        var options = RunLoopOptions(
            name: "replay", host: "replay", queues: [], concurrency: 1, batch: batch,
            leaseDuration: ReplayClock.horizon * 10, renewEvery: ReplayClock.horizon * 2,
            grace: ReplayClock.horizon * 2)
        options.queues = [try await store.batch(batch)?.queue ?? "default"]
        let events = context.events
        let loop = RunLoop(services, options: options, onEvent: { events(.run($0)) }, beforeRescue: { true })
        let stop = context.stop
        stop.handOn(to: { _ in loop.stop() })
        stop.begin()
        defer { stop.end() }
        return try await loop.run()
    }

    func close() async {
        await pool.shutdown(grace: .immediate)
        await store.close()
    }
}

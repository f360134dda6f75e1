import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

/// Runs that wait for a session or for a server to start: what that uses up, and what it is told as.
@Suite struct CallPlaceTests {
    private static let one: JSONObject = ["maxConcurrency": 1]

    @Test func waitingForASessionUsesNothingOfTheTimeout() async throws {
        let timer = ManualTimer()
        try await Harness.with(pool: SessionPool(teardown: .immediate, timer: timer)) { harness in
            try await harness.put("Connection", "git", Harness.connection(Self.one))
            harness.server.state.withLock { $0.holds = ["echo"] }
            let items = (0..<4).map { Harness.item("i\($0)", toolRun: ["timeout": "3s"]) }
            let batch = try #require(try await harness.submit(Harness.spec(items)).batch)
            let work = Task { try await harness.work() }
            for done in 0..<4 {
                await harness.server.untilHeld(1)
                // The deadline of the call that was sent, and those of the waits: time passes for all who are left.
                await timer.untilScheduled(4 - done)
                // Only the one whose call was sent is announced in the log, and would be in doubt after a kill.
                let started = try await harness.events().count { $0.type == .runStarted }
                #expect(started == done + 1)
                timer.advance(by: .seconds(2))
                harness.server.releaseHeld()
            }
            _ = try await work.value
            let runs = try await harness.runs(batch.id)
            #expect(runs.map(\.state.status) == Array(repeating: .succeeded, count: 4))
            #expect(harness.server.calls.count == 4)
            var waited: [Int] = []
            for run in runs { waited.append(try await harness.waited(run, for: "session")) }
            #expect(waited.sorted() == [0, 2_000, 4_000, 6_000])
        }
    }

    @Test func theDeadlineOfTheBatchHoldsWhileARunWaits() async throws {
        let timer = ManualTimer()
        try await Harness.with(pool: SessionPool(teardown: .immediate, timer: timer)) { harness in
            try await harness.put("Connection", "git", Harness.connection(Self.one))
            harness.server.state.withLock { $0.holds = ["echo"] }
            let items = (0..<2).map { Harness.item("i\($0)", toolRun: ["timeout": "60s"]) }
            let batch = try #require(try await harness.submit(Harness.spec(items, ["deadline": "10s"])).batch)
            let work = Task { try await harness.work() }
            await harness.server.untilHeld(1)
            // The deadline of the call that was sent, and that of the wait.
            await timer.untilScheduled(2)
            harness.clock.advance(by: .seconds(10))
            timer.advance(by: .seconds(10))
            _ = try await work.value
            let runs = try await harness.runs(batch.id)
            let sent = try #require(runs.first { $0.state.startedAt != nil })
            let waiting = try #require(runs.first { $0.state.startedAt == nil })
            #expect(sent.state.status == .interrupted && sent.state.reason == .effectUnknown)
            #expect(waiting.state.status == .cancelled && waiting.state.reason == .cancelledBatch)
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test func aRunThatIsCancelledWhileItWaitsLeavesItsPlace() async throws {
        let timer = ManualTimer()
        try await Harness.with(pool: SessionPool(teardown: .immediate, timer: timer)) { harness in
            try await harness.put("Connection", "git", Harness.connection(Self.one))
            harness.server.state.withLock { $0.holds = ["echo"] }
            let items = (0..<3).map { Harness.item("i\($0)", toolRun: ["timeout": "3s"]) }
            let batch = try #require(try await harness.submit(Harness.spec(items)).batch)
            let loop = RunLoop(harness.services, options: harness.options, beforeRescue: { true })
            let work = Task { try await loop.run() }
            await harness.server.untilHeld(1)
            await timer.untilScheduled(3)
            let waiting = try await harness.runs(batch.id).filter { $0.state.startedAt == nil }
            #expect(waiting.count == 2)
            let cancelled = try #require(waiting.first)
            _ = try await harness.store.cancelRun(cancelled.id, actor: "user:anna", now: harness.clock.now)
            await loop.renewLeases()
            harness.server.state.withLock { $0.holds = [] }
            harness.server.releaseHeld()
            _ = try await work.value
            let runs = try await harness.runs(batch.id)
            #expect(runs.first { $0.id == cancelled.id }?.state.status == .cancelled)
            #expect(runs.count { $0.state.status == .succeeded } == 2)
            #expect(harness.server.calls.count == 2)
        }
    }

    @Test func aRunThatWaitsForASessionHoldsNoPermit() async throws {
        let timer = ManualTimer()
        try await Harness.with(
            tools: [Harness.echo, ["name": "other", "inputSchema": ["type": "object"]]],
            pool: SessionPool(teardown: .immediate, timer: timer)
        ) { harness in
            try await harness.put("Connection", "git", Harness.connection(Self.one))
            try await harness.put(
                "Limit", "two",
                [
                    "backend": "store", "concurrency": 1, "onExceeded": "fail", "onUnavailable": "closed",
                    "per": ["tool"], "scope": ["tool": "git/*"],
                ])
            harness.server.state.withLock { $0.holds = ["echo"] }
            let first = try await harness.start(Harness.item("first"), worker: "w1")
            await harness.server.untilHeld(1)
            let waits = try await harness.start(Harness.item("waits", toolRun: ["tool": "git/other"]), worker: "w2")
            await timer.untilScheduled(2)
            let late = try await harness.start(Harness.item("late", toolRun: ["tool": "git/other"]), worker: "w3")
            await timer.untilScheduled(3)
            harness.server.state.withLock { $0.holds = [] }
            harness.server.releaseHeld()
            // With `onExceeded: fail` a permit that the first of them held while it waited would refuse the second.
            for started in [first, waits, late] {
                _ = try await started.work.value
                #expect(try await harness.runs(started.batch).map(\.state.status) == [.succeeded])
            }
        }
    }

    private enum Writer {
        @TaskLocal static var isFirst = false
    }

    @Test func whoeverIsGivenASessionFindsItsPermitFreeToo() async throws {
        let timer = ManualTimer()
        let pool = SessionPool(teardown: .immediate, timer: timer)
        try await Harness.with(pool: pool) { harness in
            try await harness.put("Connection", "git", Harness.connection(Self.one))
            try await harness.put(
                "Limit", "one",
                [
                    "backend": "store", "concurrency": 1, "onExceeded": "fail", "onUnavailable": "closed", "per": [],
                    "scope": ["tool": "git/*"],
                ])
            _ = try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")]))
            let claimed = try await harness.store.claimRuns(RunClaim(worker: "w", limit: 2, now: harness.clock.now))
            // The first announces its call, and writes its end when the other one has ended only.
            let writes = Mutex(0)
            let isOver = Observed(false)
            let hooked = HookedStore(
                base: harness.store,
                beforeWrite: { () async throws(StoreError) in
                    guard Writer.isFirst else { return }
                    let number = writes.withLock { writes in
                        writes += 1
                        return writes
                    }
                    if number == 2 { await isOver.wait { $0 } }
                })
            let services = ExecutionServices(
                store: hooked, clock: harness.clock, pool: pool, catalog: ScopeCatalog(store: hooked),
                secrets: harness.services.secrets, connections: harness.services.connections,
                random: RandomSource(seed: 3))
            let executor = ToolRunExecutor(services)
            // Both wait for the only session, without a permit.
            let scope = try await services.catalog.scope(organization: "acme", environment: "dev")
            let connection = try await services.connections.pooled(
                try #require(scope.connections["git"]), in: scope.scope)
            let session = try await pool.take(
                SessionDemand(connection, deadline: timer.now.advanced(by: .seconds(60))))
            let first = Writer.$isFirst.withValue(true) {
                Task { await executor.execute(claimed[0], control: RunControl()) }
            }
            await timer.untilScheduled(1)
            let second = Task {
                let outcome = await executor.execute(claimed[1], control: RunControl())
                isOver.withLock { $0 = true }
                return outcome
            }
            await timer.untilScheduled(2)
            await pool.giveBack(session, of: connection)
            let outcomes = [await first.value, await second.value]
            #expect(outcomes.map(\.status) == [.succeeded, .succeeded], "\(outcomes.map(\.message))")
        }
    }

    @Test func aRunThatWaitsForTheDefaultLimitSaysSo() async throws {
        try await Harness.with { harness in
            let most = LimitSpec.defaultConcurrency
            let many = JSONValue(most + 1)
            try await harness.put("Connection", "git", Harness.connection(["maxConcurrency": many]))
            harness.server.state.withLock { $0.holds = ["echo"] }
            let items = (0...most).map { Harness.item("i\($0)") }
            let batch = try #require(try await harness.submit(Harness.spec(items, ["concurrency": many])).batch)
            var options = harness.options
            options.concurrency = most + 1
            let waits = Observed<[CallWait]>([])
            let loop = RunLoop(
                harness.services, options: options,
                onEvent: { event in
                    guard case .waiting(_, .some(let wait)) = event, wait.code == "limit" else { return }
                    waits.withLock { $0.append(wait) }
                }, beforeRescue: { true })
            let work = Task { try await loop.run() }
            await harness.server.untilHeld(most)
            await waits.wait { !$0.isEmpty }
            harness.server.state.withLock { $0.holds = [] }
            harness.server.releaseHeld()
            let report = try await work.value
            let words = "the default limit (60 in 1m, 5 at once) for each agent and tool that no Limit names"
            #expect(report.waits.keys.map(\.description).contains(words))
            var told: [String] = []
            for run in try await harness.runs(batch.id) {
                told += try await harness.steps(run).filter { $0.hasPrefix("waited ") && $0.hasSuffix(" for " + words) }
            }
            #expect(!told.isEmpty)
        }
    }

    @Test func aServerThatDiesAtStartIsToldAsThatAndPaysOnceForAll() async throws {
        let pool = SessionPool(
            teardown: .immediate, backoff: RestartBackoff(initial: .milliseconds(1), maximum: .milliseconds(4)))
        try await Harness.with(pool: pool) { harness in
            harness.server.state.withLock { state in
                state.opens = 0
                state.startFailure = MCPError(
                    .serverExited, "the server has ended",
                    condition: TransportCondition(lastLines: ["no license found"], ending: .process(.exited(3))))
            }
            // A session of the sync is still open, under the old launch.
            try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
            let items = (0..<60).map { Harness.item("i\($0)") }
            let batch = try #require(
                try await harness.submit(
                    Harness.spec(items, ["retry": ["attempts": 3, "max": "1s", "min": "1s"]])
                ).batch)
            try await harness.work()
            let runs = try await harness.runs(batch.id)
            for run in runs {
                #expect(run.state.status == .failed && run.state.reason == .connectionFailed && run.state.attempts == 3)
                #expect(run.state.errorText?.contains("exit status 3") == true)
                #expect(run.state.errorText?.contains("no license found") == true)
            }
            // Each of them alone would have paid for three. How many share one goes by the time between them, which is the
            // machine's; SessionPoolTests counts them by a clock of its own.
            #expect(harness.server.state.withLock { $0.opens } < 180)
        }
    }

    @Test func aServerThatAnswersItsStartWithAnErrorIsNoFailureOfTheTool() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock {
                $0.startFailure = MCPError(
                    .serverError, "the server answered with error -32022: no", requestSent: false,
                    rpc: RPCError(code: -32022, message: "no"))
            }
            try await harness.put("Connection", "git", Harness.connection(["command": ["git-server", "new"]]))
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            #expect(run.state.status == .failed && run.state.reason == .connectionFailed)
            #expect(try await harness.events(run).contains { $0.type == .runStarted } == false)
        }
    }
}

extension Harness {
    /// Submits an item as a batch of its own, and begins to work on it.
    func start(
        _ item: JSONValue, worker: String
    ) async throws -> (batch: ULID, work: Task<RunLoopReport, any Error>) {
        let batch = try #require(try await submit(Harness.spec([item])).batch)
        var options = options
        options.name = worker
        options.batch = batch.id
        return (batch.id, Task { [options] in try await work(options) })
    }

    /// Milliseconds that a run waited for something, by its steps.
    func waited(_ run: RunRecord, for what: String) async throws -> Int {
        try await store.steps(of: run.id).compactMap { $0.details.flatMap { try? JSONParser.parse($0) } }
            .filter { $0["waited_for"]?.string == what }.reduce(0) { $0 + ($1["waited_ms"]?.int ?? 0) }
    }
}

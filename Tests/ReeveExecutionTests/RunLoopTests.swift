import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@Suite struct RunLoopTests {
    static let wide: JSONObject = [
        "backend": "store", "concurrency": 1_000, "onExceeded": "wait", "onUnavailable": "closed", "per": [],
        "scope": ["tool": "git/*"],
    ]

    @Test func aSilentServerOfAToolThatMayNotBeRepeatedInterruptsTheRun() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock { $0.silent = ["echo"] }
            let run = try #require(
                try await harness.run(Harness.spec([Harness.item(toolRun: ["timeout": "50ms"])])).first)
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown)
            #expect(run.state.errorText?.hasPrefix("timeout.attempt") == true)
            #expect(try await harness.events(run).map(\.type) == [.runStarted, .runInterrupted])
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test func anIdempotentToolIsTriedAgainUntilTheAttemptsAreUsedUp() async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": true]))
            harness.server.state.withLock { $0.crashing = ["echo"] }
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            #expect(run.state.status == .failed && run.state.reason == .connectionFailed && run.state.attempts == 3)
            #expect(harness.server.calls.count == 3)
            let events = try await harness.events(run)
            #expect(
                events.map(\.type) == [
                    .runStarted, .runRetried, .runStarted, .runRetried, .runStarted, .runFinished,
                ])
            #expect(Set(events.map(\.effectID)).count == 1)
        }
    }

    @Test func aConnectionThatIsLostAfterTheRequestInterruptsOtherTools() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock { $0.crashing = ["echo"] }
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            #expect(run.state.status == .interrupted && harness.server.calls.count == 1)
        }
    }

    @Test func anotherServerVersionThanDeclaredIsPermanent() async throws {
        try await Harness.with { harness in
            try await harness.put("Connection", "git", Harness.connection(["serverVersion": "2.0"]))
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            #expect(run.state.status == .failed && run.state.reason == .connectionFailed && run.state.attempts == 1)
            #expect(harness.server.calls.isEmpty)
        }
    }

    @Test func dependentsRunAfterwardsTakeValuesAndAreSkippedWhereANeedIsNotMet() async throws {
        try await Harness.with(answer: { input in
            FakeServer.text(input["say"]?.string ?? "none", isError: input["fail"] != nil)
        }) { harness in
            let runs = try await harness.run(
                Harness.spec(
                    [
                        Harness.item("a", input: ["say": ["fromMatrix": "w"]]),
                        Harness.item(
                            "b", input: ["say": ["fromItem": "a", "path": "/content/0/text"]],
                            ["needs": [["if": "succeeded", "item": "a"]]]),
                        Harness.item(
                            "all", input: ["list": ["fromItem": "a", "path": "/content/0/text"]],
                            ["needs": [["if": "succeeded", "item": "a"]], "once": true]),
                        Harness.item("bad", input: ["fail": true], ["once": true]),
                        Harness.item("skipped", ["needs": [["if": "succeeded", "item": "bad"]], "once": true]),
                        Harness.item("after", ["needs": [["if": "failed", "item": "bad"]], "once": true]),
                        Harness.item(
                            "lost", input: ["x": ["fromItem": "a", "path": "/nope"]],
                            ["needs": [["if": "finished", "item": "a"]], "once": true]),
                    ], ["matrix": ["w": ["one", "two"]]]))
            let byName = Dictionary(grouping: runs, by: \.identity.item)
            #expect(byName["b"]?.map(\.state.status) == [.succeeded, .succeeded])
            let second = try #require(byName["b"]?.last)
            #expect(try await harness.document(second)["content"]?[0]?["text"] == "two")
            #expect(harness.server.calls.contains(["list": ["one", "two"]]))
            #expect(
                byName["skipped"]?.first?.state.status == .skipped && byName["after"]?.first?.state.status == .succeeded
            )
            #expect(byName["lost"]?.first?.state.reason == .inputInvalid)
        }
    }

    @Test func expectedEndsCountAsNoFailureAndUnexpectedSuccessDoes() async throws {
        try await Harness.with(answer: { input in FakeServer.text("x", isError: input["fail"] != nil) }) { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec([
                        Harness.item(
                            "asked", input: ["fail": true], ["expect": [["status": "failed", "reason": "tool.error"]]]),
                        Harness.item("fine"),
                    ])
                ).batch)
            let report = try await harness.work()
            #expect(report.failures == 0 && report.batches[batch.id] == .succeeded)
            #expect(try await harness.store.batch(batch.id)?.status == .succeeded)
            let wrong = try await harness.run(
                Harness.spec([Harness.item("a", ["expect": [["status": "failed"]]])]))
            #expect(wrong[0].state.status == .failed && wrong[0].state.reason == .expectationFailed)
        }
    }

    @Test func anExpectedDenialIsNoFailureOfTheBatch() async throws {
        try await Harness.with { harness in
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            let result = try await harness.submit(
                Harness.spec([Harness.item("a", ["expect": [["status": "denied", "reason": "policy.denied"]]])]))
            #expect(result.batch?.status == .succeeded)
        }
    }

    @Test func aRunThatALostWorkerLeftIsTakenUpAgain() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            _ = try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 4, now: harness.clock.now))
            harness.clock.advance(by: .seconds(61))
            let report = try await harness.work()
            #expect(report.rescue.requeued.count == 1)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
        }
    }

    @Test func theRunsOfAKilledProcessOfThisHostAreTakenUpAtOnce() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let now = harness.clock.now
            // No process has this number: it is above the kernel's largest.
            try await harness.store.register(
                Worker(
                    name: "dead", host: "here", bootID: "b", processID: 0x7FFF_FFF0, version: "0", queues: ["default"],
                    capacity: 1, startedAt: now, lastSeenAt: now))
            _ = try await harness.store.claimRuns(RunClaim(worker: "dead", limit: 4, now: now))
            let report = try await harness.work()
            #expect(report.rescue.requeued.count == 1)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
            #expect(try await harness.store.workers().isEmpty)
        }
    }

    @Test func aFencedWorkerChangesNothingAndLeavesItsResult() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let claimed = try #require(
                try await harness.store.claimRuns(RunClaim(worker: "slow", limit: 1, now: harness.clock.now)).first)
            let (store, clock) = (harness.store, harness.clock)
            // While the call is under way, the lease ends and the run goes to somebody else.
            let entered = Mutex(false)
            harness.server.state.withLock { state in
                state.answer = { _ in
                    entered.withLock { $0 = true }
                    return FakeServer.text("late")
                }
            }
            let executor = ToolRunExecutor(harness.services)
            clock.advance(by: .seconds(61))
            let outcome = await executor.execute(claimed, control: RunControl())
            guard case .ended = outcome.kind else {
                Issue.record("the lease was still good: \(outcome)")
                return
            }
            // A second worker after the end of the lease: the first one's epoch is too old.
            let again = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let old = try #require(
                try await store.claimRuns(RunClaim(worker: "slow", limit: 1, now: clock.now, batch: again.id)).first)
            clock.advance(by: .seconds(61))
            _ = try await store.expireLeases(LeaseSweep(now: clock.now, host: "here", bootID: "b"))
            let new = try #require(
                try await store.claimRuns(RunClaim(worker: "quick", limit: 1, now: clock.now, batch: again.id)).first)
            let fenced = await executor.execute(old, control: RunControl())
            guard case .fenced = fenced.kind else {
                Issue.record("\(fenced)")
                return
            }
            #expect(try await store.run(old.run.id)?.state.status == .running && new.lease.epoch > old.lease.epoch)
            #expect(entered.withLock { $0 })
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded])
        }
    }

    /// What it did is not known where its call was sent; only a call that may be repeated is simply cancelled.
    @Test(arguments: [false, true])
    func aRunThatIsCancelledInItsCallIsInterruptedUnlessItIsIdempotent(isIdempotent: Bool) async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": .bool(isIdempotent)]))
            harness.server.state.withLock { $0.silent = ["echo"] }
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let claimed = try #require(
                try await harness.store.claimRuns(RunClaim(worker: "w", limit: 1, now: harness.clock.now)).first)
            let control = RunControl()
            let executor = ToolRunExecutor(harness.services)
            let task = Task { await executor.execute(claimed, control: control) }
            control.attach(task)
            await harness.server.isCalled()
            control.cancel(.requested)
            let outcome = await task.value
            let status = isIdempotent ? RunStatus.cancelled : .interrupted
            #expect(outcome.status == status && outcome.reason == (isIdempotent ? .cancelledUser : .effectUnknown))
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.status == status)
            #expect(isIdempotent || run.state.errorText?.hasPrefix("cancelled.user: ") == true)
        }
    }

    @Test(arguments: [false, true])
    func theSecondStopCancelsWhatRuns(isIdempotent: Bool) async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": .bool(isIdempotent)]))
            harness.server.state.withLock { $0.silent = ["echo"] }
            let batch = try #require(
                try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 1])).batch
            )
            let loop = RunLoop(harness.services, options: harness.options)
            async let report = loop.run()
            await harness.server.isCalled()
            loop.stop()
            loop.stop()
            let stop = try await report.stop
            guard case .cancelled = stop else {
                Issue.record("\(String(describing: stop))")
                return
            }
            // What may be repeated goes back to the queue; of the other nobody knows what it did. The second never began.
            #expect(
                try await harness.runs(batch.id).map(\.state.status) == [isIdempotent ? .ready : .interrupted, .ready])
            #expect(try await harness.store.workers().isEmpty)
        }
    }

    @Test func theFirstStopLetsWhatRunsFinish() async throws {
        try await Harness.with { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec((0..<20).map { Harness.item("i\($0)") }, ["concurrency": 1])
                ).batch)
            let box = Mutex<RunLoop?>(nil)
            let loop = RunLoop(harness.services, options: harness.options) { event in
                if case .started = event { box.withLock { $0 }?.stop() }
            }
            box.withLock { $0 = loop }
            let report = try await loop.run()
            guard case .drained = report.stop else {
                Issue.record("\(String(describing: report.stop))")
                return
            }
            let statuses = try await harness.runs(batch.id).map(\.state.status)
            #expect(statuses.filter { $0 == .succeeded }.count == 1 && statuses.filter { $0 == .ready }.count == 19)
        }
    }

    @Test func aRunThatIsScheduledForTomorrowIsNotWaitedFor() async throws {
        try await Harness.with { harness in
            let tomorrow = harness.clock.now.advanced(by: .seconds(86_400)).description
            let runs = try await harness.run(
                Harness.spec([Harness.item("a"), Harness.item("b", ["notBefore": .string(tomorrow)])]))
            #expect(runs.map(\.state.status) == [.succeeded, .scheduled])
        }
    }

    @Test func priorityZeroGoesFirst() async throws {
        try await Harness.with { harness in
            var options = harness.options
            options.concurrency = 1
            let batch = try #require(
                try await harness.submit(
                    Harness.spec([
                        Harness.item("last", input: ["n": 1], ["priority": 9]),
                        Harness.item("first", input: ["n": 2], ["priority": 0]),
                    ])
                ).batch)
            _ = batch
            try await harness.work(options)
            #expect(harness.server.calls == [["n": 2], ["n": 1]])
        }
    }

    @Test func progressCountsWhatIsLeft() async throws {
        try await Harness.with { harness in
            let seen = Mutex<[RunProgress]>([])
            _ = try await harness.submit(Harness.spec((0..<4).map { Harness.item("i\($0)") }, ["concurrency": 1]))
            let loop = RunLoop(harness.services, options: harness.options) { event in
                if case .progress(let progress) = event { seen.withLock { $0.append(progress) } }
            }
            _ = try await loop.run()
            let all = seen.withLock { $0 }
            #expect(all.map(\.ended) == [1, 2, 3, 4] && all.first?.waiting == 3 && all.last?.running == 0)
        }
    }

    @Test func tooManyFailuresCancelTheRest() async throws {
        try await Harness.with(answer: { _ in FakeServer.text("no", isError: true) }) { harness in
            let batch = try #require(
                try await harness.submit(
                    Harness.spec((0..<10).map { Harness.item("i\($0)") }, ["concurrency": 1, "maxFailures": 2])
                ).batch)
            try await harness.work()
            let statuses = try await harness.runs(batch.id).map(\.state.status)
            #expect(statuses.filter { $0 == .failed }.count == 3 && statuses.filter { $0 == .cancelled }.count == 7)
        }
    }

    /// Random batches always end, each run once, and nothing runs before what it needs.
    @Test func randomBatchesAlwaysEndInOrder() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<8 {
            try await Harness.with(answer: { input in
                FakeServer.text("x", isError: input["fail"] == true)
            }) { harness in
                try await harness.put("Limit", "wide", RunLoopTests.wide, environment: nil)
                try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": true]))
                var items: [JSONValue] = []
                for index in 0..<Int.random(in: 3...12, using: &random) {
                    var needs: [JSONValue] = []
                    for other in 0..<index where Int.random(in: 0..<3, using: &random) == 0 {
                        let condition =
                            ["succeeded", "finished", "failed"].randomElement(using: &random) ?? "succeeded"
                        needs.append(["if": .string(condition), "item": .string("i\(other)")])
                    }
                    items.append(
                        Harness.item(
                            "i\(index)", input: ["fail": .bool(Int.random(in: 0..<4, using: &random) == 0)],
                            ["needs": .array(needs), "once": .bool(Bool.random(using: &random))]))
                }
                let spec = Harness.spec(
                    items,
                    [
                        "concurrency": JSONValue(Int.random(in: 1...8, using: &random)),
                        "matrix": [
                            "n": [
                                "range": ["from": 1, "step": 1, "to": JSONValue(Int.random(in: 1...4, using: &random))]
                            ]
                        ],
                    ])
                let runs = try await harness.run(spec)
                #expect(runs.allSatisfy { $0.state.status.isTerminal }, "seed \(seed)")
                let byID = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0) })
                let events = try await harness.events()
                for run in runs {
                    let ends = events.filter {
                        $0.runID == run.id.text
                            && [.runFinished, .runSkipped, .runCancelled, .runRefused].contains($0.type)
                    }
                    #expect(ends.count == 1, "seed \(seed): \(run.identity.item) ended \(ends.count) times")
                    guard let started = run.state.startedAt else { continue }
                    let needs = try await harness.store.read { rows throws(StoreError) in try rows.needs(of: run.id) }
                    for need in needs {
                        let upstream = try #require(byID[need.upstream])
                        let ended = try #require(upstream.state.endedAt)
                        #expect(ended <= started && need.condition.isMet(by: upstream.state.status), "seed \(seed)")
                        let end = events.firstIndex { $0.runID == upstream.id.text && $0.type == .runFinished }
                        let start = events.firstIndex { $0.runID == run.id.text && $0.type == .runStarted }
                        if let end, let start { #expect(end < start, "seed \(seed)") }
                    }
                }
                let batch = try #require(try await harness.store.batches().first)
                #expect(batch.status != .open, "seed \(seed)")
            }
        }
    }
}

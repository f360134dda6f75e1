import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// Listing, rate, budget and announcement: what is refused there was never sent.
@Suite struct CallOpeningTests {
    @Test func aRunThatIsStoppedBetweenItsAnnouncementAndItsCallWasNotSent() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let claimed = try #require(
                try await harness.store.claimRuns(RunClaim(worker: "w0", limit: 1, now: harness.clock.now)).first)
            let control = RunControl()
            // The first write of an attempt is its announcement.
            let hooked = HookedStore(
                base: harness.store, beforeWrite: { () throws(StoreError) in control.cancel(.stopping) })
            let services = ExecutionServices(
                store: hooked, clock: harness.clock, pool: harness.services.pool, catalog: ScopeCatalog(store: hooked),
                secrets: harness.services.secrets, connections: harness.services.connections,
                random: RandomSource(seed: 3))
            let executor = ToolRunExecutor(services)
            let task = Task { await executor.execute(claimed, control: control) }
            control.attach(task)
            _ = await task.value
            #expect(harness.server.calls.isEmpty)
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.status == .ready)
            #expect(try await harness.events(run).map(\.type) == [.runStarted])
            let attempts = try await harness.store.read { rows throws(StoreError) in try rows.attempts(of: run.id) }
            #expect(attempts.count == 1 && attempts.last?.startedAt == nil)
        }
    }

    @Test func aLimitThatFailsRefuses() async throws {
        try await Harness.with { harness in
            try await harness.put(
                "Limit", "one",
                [
                    "backend": "store", "onExceeded": "fail", "onUnavailable": "closed", "per": [],
                    "rate": ["capacity": 1, "every": "1h", "refill": 1], "scope": ["tool": "git/*"],
                ], environment: nil)
            let runs = try await harness.run(
                Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 1]))
            let refused = try #require(runs.first { $0.state.status == .failed })
            #expect(runs.contains { $0.state.status == .succeeded } && refused.state.reason == .rateLimited)
            #expect(try await harness.steps(refused).last?.hasPrefix("rate:") == true)
            #expect(try await harness.events(refused).last?.type == .runRefused)
        }
    }

    @Test func aWaitBeyondTheDeadlineEndsAtOnceAndAShorterOneWaits() async throws {
        try await Harness.with { harness in
            try await harness.put(
                "Limit", "slow",
                [
                    "backend": "store", "onExceeded": "wait", "onUnavailable": "closed", "per": [],
                    "rate": ["capacity": 1, "every": "10m", "refill": 1], "scope": ["tool": "git/*"],
                ], environment: nil)
            let items = (0..<4).map { Harness.item("i\($0)") }
            let before = harness.clock.now
            let runs = try await harness.run(Harness.spec(items, ["concurrency": 4, "deadline": "15m"]))
            #expect(runs.filter { $0.state.status == .succeeded }.count == 2, "\(runs.map(\.state.status))")
            #expect(runs.filter { $0.state.reason == .rateLimited }.count == 2)
            #expect(harness.clock.now.since(before) < .seconds(900))
        }
    }

    @Test func theBudgetOfABatchIsCountedWithTheStart() async throws {
        try await Harness.with { harness in
            let runs = try await harness.run(
                Harness.spec((0..<5).map { Harness.item("i\($0)") }, ["budget": ["calls": 3]]))
            #expect(runs.filter { $0.state.status == .succeeded }.count == 3)
            let over = runs.filter { $0.state.reason == .budgetExceeded }
            #expect(over.count == 2 && harness.server.calls.count == 3)
            #expect(try await harness.events(over[0]).last?.type == .runRefused)
        }
    }

    @Test func aMissingSecretRefusesTheRunBeforeItStarts() async throws {
        try await Harness.with { harness in
            try await harness.put("Connection", "git", Harness.connection(["env": ["TOKEN": "env:NOT_THERE"]]))
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .secretMissing, stage: .connection, event: .runRefused)
        }
    }

    @Test func aPolicyThatChangesBetweenDecisionAndStartIsAskedAgain() async throws {
        // One permit a second: the second run is allowed, waits for its permit, and finds the policy changed.
        try await Harness.with { harness in
            try await harness.put(
                "Limit", "slow",
                [
                    "backend": "store", "onExceeded": "wait", "onUnavailable": "closed", "per": [],
                    "rate": ["capacity": 1, "every": "1s", "refill": 1], "scope": ["tool": "git/*"],
                ], environment: nil)
            let batch = try #require(
                try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")], ["concurrency": 2])).batch
            )
            let clock = ChangingClock(harness.clock) {
                await harness.server.isCalled()
                try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            }
            _ = try await RunLoop(harness.services(clock: clock), options: harness.options).run()
            let statuses = try await harness.runs(batch.id).map(\.state.status.rawValue).sorted()
            #expect(statuses == ["denied", "succeeded"])
            #expect(harness.server.calls.count == 1)
        }
    }
}

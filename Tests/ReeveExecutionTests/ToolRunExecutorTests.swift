import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

/// How one claimed run ends: after failures, after a cancel, and after its lease has gone to another worker.
@Suite struct ToolRunExecutorTests {
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
}

import ReeveAudit
import ReeveExecution
import ReeveModel
import ReeveStore
import Synchronization
import Testing

@Suite struct RunExecutorsTests {
    /// Ends every run at once, and notes its kind.
    private final class Noting: RunExecutor {
        let kinds = Mutex<[RunRecord.Kind]>([])
        private let store: any Store

        init(_ store: any Store) { self.store = store }

        func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome {
            kinds.withLock { $0.append(claimed.run.identity.kind) }
            _ = try? await store.finishRun(
                RunCompletion(
                    lease: claimed.lease, status: .succeeded, now: claimed.lease.expiresAt, events: []))
            return RunOutcome(.ended, status: .succeeded)
        }
    }

    /// A batch with one tool run and one task.
    private func submit(_ harness: Harness, isInDoubt: Bool = false) async throws -> ULID {
        let batch = try #require(
            try await harness.submit(Harness.spec([Harness.item("a"), Harness.item("b")])).batch)
        let task = try #require(try await harness.runs(batch.id).first { $0.identity.item == "b" })
        try await harness.store.write { rows throws(StoreError) in
            guard var run = try rows.run(task.id, withContent: true) else { return }
            run.identity.kind = .task
            run.state.isInDoubt = isInDoubt
            try rows.update(run)
        }
        return batch.id
    }

    @Test func aRunOfAKindThatNobodyWorksOnIsRefused() async throws {
        try await Harness.with { harness in
            let batch = try await submit(harness)
            let report = try await harness.work()
            #expect(report.failures == 1 && report.stop == nil)
            let runs = try await harness.runs(batch)
            #expect(runs.map(\.state.status) == [.succeeded, .failed])
            #expect(runs[1].state.reason == .executorMissing)
            #expect(runs[1].state.errorText == "this version of reeve does not work on runs of the kind 'task'")
            #expect(try await harness.steps(runs[1]).last == runs[1].state.errorText)
            let event = try #require(try await harness.events(runs[1]).last)
            #expect(event.type == .runRefused && event.reasonCode == "executor.missing")
            #expect(event.subject == "agent:bot@acme/dev" && event.effectID == runs[1].identity.effectID)
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test func aRunInDoubtThatNobodyWorksOnIsLeftForAPerson() async throws {
        try await Harness.with { harness in
            let batch = try await submit(harness, isInDoubt: true)
            try await harness.work()
            let run = try await harness.runs(batch)[1]
            #expect(run.state.status == .interrupted && run.state.reason == .effectUnknown && run.state.isInDoubt)
            #expect(try await harness.events(run).last?.type == .runInterrupted)
        }
    }

    @Test func theKindChoosesTheExecutor() async throws {
        try await Harness.with { harness in
            _ = try await submit(harness)
            let (toolRuns, tasks) = (Noting(harness.store), Noting(harness.store))
            let executors = RunExecutors([.toolRun: toolRuns, .task: tasks], services: harness.services)
            _ = try await RunLoop(harness.services, options: harness.options, executors: executors).run()
            #expect(toolRuns.kinds.withLock { $0 } == [.toolRun])
            #expect(tasks.kinds.withLock { $0 } == [.task])
            #expect(harness.server.calls.isEmpty)
        }
    }
}

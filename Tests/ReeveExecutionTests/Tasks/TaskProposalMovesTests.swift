import ReeveAudit
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReevePolicy
import ReeveStore
import TestSupport
import Testing

@testable import ReeveExecution

/// What may happen between the approval of a proposal and the last of its calls.
@Suite struct TaskProposalMovesTests {
    private static let propose: JSONObject = ["mode": "propose"]
    private static let both: [(tool: String, arguments: JSONObject)] = [
        ("git/echo", ["n": 1]), ("git/other", ["n": 2]),
    ]
    private static let turns = [ScriptedModel.proposes(both, "tidy up"), ScriptedModel.says("tidy")]

    @Test func whatHasMovedBeforeTheFirstCallMakesTheApprovalVoid() async throws {
        try await TaskHarness.withPeople(Self.turns) { harness in
            let parked = try await harness.park(Self.propose)
            try await harness.base.approve(parked)
            let listed = try await harness.store.toolDefinitions(ToolFilter()).first { $0.tool == "other" }
            try await harness.base.pin("git/other", try #require(listed?.digest))
            try await harness.work()
            let moved = try await harness.base.run(parked.id)
            #expect(moved.state.status == .awaitingApproval && moved.state.reason == .approvalVoid)
            #expect(harness.base.server.calls.isEmpty && harness.model.requests.count == 1)
            #expect(try await harness.statuses(moved) == [.void, .pending])
            let run = try await harness.approveAndWork(moved)
            #expect(run.state.status == .succeeded && harness.base.server.calls.count == 2)
        }
    }

    /// Something changes while the first call is on its way.
    private func inTheMiddle(
        _ turns: [ScriptedModel.Turn], _ change: @Sendable (TaskHarness) async throws -> Void,
        then check: (TaskHarness, RunRecord) async throws -> Void
    ) async throws {
        try await TaskHarness.withPeople(turns) { harness in
            let parked = try await harness.park(Self.propose)
            try await harness.base.approve(parked)
            harness.base.server.state.withLock { $0.holds = ["echo"] }
            async let report = harness.work()
            await harness.base.server.untilHeld(1)
            try await change(harness)
            harness.base.server.releaseHeld()
            _ = try await report
            try await check(harness, try await harness.base.run(parked.id))
        }
    }

    @Test func whatHasMovedBetweenTwoCallsMakesTheRestWaitAnew() async throws {
        try await inTheMiddle(Self.turns) { harness in
            try await harness.allow([TaskHarness.reviewed("tool:git/other")])
        } then: { harness, moved in
            #expect(moved.state.status == .awaitingApproval && harness.base.server.calls == [["n": 1]])
            #expect(try await harness.statuses(moved) == [.used, .pending])
            let document = try await harness.bound(moved)
            #expect(document.calls.map(\.tool) == ["git/other"])
            #expect(document.terms.map(\.requirement.words) == ["user:ben"])
            let run = try await harness.approveAndWork(moved)
            #expect(run.state.status == .succeeded && harness.base.server.calls == [["n": 1], ["n": 2]])
        }
    }

    @Test func aCallThatIsDeniedByNowTakesTheRestWithIt() async throws {
        let three = Self.both + [(tool: "git/echo", arguments: ["n": 3] as JSONObject)]
        try await inTheMiddle([ScriptedModel.proposes(three), ScriptedModel.says("half done")]) { harness in
            try await harness.allow([], deny: "tool:git/other")
        } then: { harness, run in
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls == [["n": 1]])
            #expect(harness.told.map(\.isError) == [false, true, true])
            #expect(harness.told.last?.text.hasPrefix("not made") == true)
        }
    }

    // MARK: Kills

    @Test func aCallWithoutAnAnswerMakesTheRestWaitAnewAndRepeatsNothing() async throws {
        let three = Self.both + [(tool: "git/echo", arguments: ["n": 3] as JSONObject)]
        for isIdempotent in [true, false] {
            try await TaskHarness.withPeople([ScriptedModel.proposes(three), ScriptedModel.says("done")]) { harness in
                try await harness.base.put("Tool", "other", Harness.tool("other", ["idempotent": .bool(isIdempotent)]))
                let parked = try await harness.park(Self.propose)
                harness.base.server.state.withLock { $0.crashing = ["other"] }
                let lost = try await harness.approveAndWork(parked)
                #expect(harness.base.server.calls == [["n": 1], ["n": 2]])
                guard isIdempotent else {
                    #expect(lost.state.status == .interrupted && lost.state.reason == .effectUnknown)
                    return
                }
                #expect(lost.state.status == .awaitingApproval, "\(lost.state.errorText ?? "")")
                #expect(try await harness.bound(lost).calls.map(\.input) == [["n": 2], ["n": 3]])
                harness.base.server.state.withLock { $0.crashing = [] }
                let run = try await harness.approveAndWork(lost)
                #expect(run.state.status == .succeeded)
                #expect(harness.base.server.calls == [["n": 1], ["n": 2], ["n": 2], ["n": 3]])
            }
        }
    }

    @Test func aWorkerThatIsLostBetweenTwoCallsGoesOnWithTheNext() async throws {
        try await TaskHarness.withPeople(Self.turns) { harness in
            let parked = try await harness.park(Self.propose)
            try await harness.base.approve(parked)
            // The worker stops while the first call is on its way; the call is finished, the second one is not begun.
            harness.base.server.state.withLock { $0.holds = ["echo"] }
            let stop = RunControl()
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(60), now: harness.base.clock.now)
            let claimed = try #require(try await harness.store.claimRuns(claim).first)
            let counted = HookedStore(
                base: harness.store,
                beforeWrite: { () throws(StoreError) in
                    let isDone = try await harness.store.read { rows throws(StoreError) in
                        try rows.taskJournal(of: parked.id).contains { $0.kind == .call && $0.status == .done }
                    }
                    // From then on nothing of this worker reaches the store.
                    if isDone { throw StoreError(.ioFailure, "killed") }
                })
            let services = ExecutionServices(
                store: counted, clock: harness.base.clock, pool: harness.services.pool,
                catalog: ScopeCatalog(store: counted), secrets: harness.services.secrets,
                connections: harness.services.connections, models: harness.services.models,
                random: RandomSource(seed: 9))
            async let outcome = TaskExecutor(services).execute(claimed, control: stop)
            await harness.base.server.untilHeld(1)
            harness.base.server.state.withLock { $0.holds = [] }
            harness.base.server.releaseHeld()
            guard case .unwritten = await outcome.kind else {
                Issue.record("the worker was not lost")
                return
            }
            #expect(harness.base.server.calls == [["n": 1]])
            harness.base.clock.advance(by: .seconds(61))
            try await harness.work()
            let run = try await harness.base.run(parked.id)
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(harness.base.server.calls == [["n": 1], ["n": 2]])
            #expect(try await harness.statuses(run) == [.used])
        }
    }
}

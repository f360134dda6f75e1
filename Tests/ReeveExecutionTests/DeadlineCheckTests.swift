import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct DeadlineCheckTests {
    @Test func aBatchThatIsOverItsDeadlineStartsNothing() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()], ["deadline": "1m"])).batch)
            let claimed = try #require(
                try await harness.store.claimRuns(RunClaim(worker: "w", limit: 1, now: harness.clock.now)).first)
            harness.clock.advance(by: .seconds(61))
            let outcome = await ToolRunExecutor(harness.services).execute(claimed, control: RunControl())
            #expect(outcome.status == .cancelled && outcome.reason == .cancelledBatch)
            #expect(harness.server.calls.isEmpty)
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.cancelled])
            // As where the queue meets it first.
            let ended = try #require(try await harness.store.batch(batch.id))
            #expect(ended.status == .failed && ended.stopReason == .deadline)
        }
    }
}

import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveExecution

@Suite struct RunRegistryTests {
    private func claimed(epoch: Int64) -> ClaimedRun {
        let id = ULID(milliseconds: 1, high: 0, low: 1)
        let now = Timestamp(microseconds: 0)
        let run = RunRecord(
            id: id, batch: id, organization: "acme", environment: "dev", item: "a", effectID: "e", createdAt: now)
        let lease = RunLease(run: id, worker: "w", epoch: epoch, expiresAt: now)
        return ClaimedRun(run: run, lease: lease, attempt: Int(epoch))
    }

    /// The next attempt of a run may be claimed before the attempt before it has told its end.
    @Test func theEndOfAnAttemptTakesOutNoLaterAttempt() {
        let registry = RunRegistry()
        let (first, second) = (claimed(epoch: 1), claimed(epoch: 2))
        _ = registry.add(first)
        _ = registry.add(second)
        registry.remove(first.lease)
        #expect(registry.leases == [second.lease])
        registry.remove(second.lease)
        #expect(registry.count == 0)
    }
}

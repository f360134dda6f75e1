import ReeveJSON
import ReeveModel
import ReeveScheduler
import ReeveStore
import Testing

private let start = Timestamp(microseconds: 1_763_700_000_000_000)

@Suite struct LimiterStateTests {
    private let one = AppliedLimit(
        bucket: "one", name: "one", rate: .init(capacity: 1, refill: 1, every: .seconds(10)), concurrency: nil,
        onExceeded: .wait)
    private let two = AppliedLimit(bucket: "two", name: "two", rate: nil, concurrency: 1, onExceeded: .wait)

    private func run(_ number: UInt64) -> ULID { ULID(milliseconds: number, high: 0, low: 0) }

    @Test func allAreTakenOrNone() {
        var state = LimiterState()
        guard case .taken(let permit) = state.take([two], run: run(1), now: start) else {
            Issue.record("nothing was taken")
            return
        }
        let outcome = state.take([one, two], run: run(2), now: start)
        #expect(outcome == .saturated(limit: "two"))
        // The token of `one` is still there.
        guard case .taken = state.take([one], run: run(3), now: start) else {
            Issue.record("the token was taken by a run that did not pass")
            return
        }
        state.release(permit)
        let next = state.take([one, two], run: run(2), now: start)
        #expect(next == .wait(until: start.advanced(by: .seconds(10)), limit: "one"))
    }

    @Test func thoseWhoWaitAreToldTimesOneAfterAnother() {
        var state = LimiterState()
        guard case .taken = state.take([one], run: run(0), now: start) else {
            Issue.record("the first was not let through")
            return
        }
        for number in 1...5 {
            let outcome = state.take([one], run: run(UInt64(number)), now: start)
            #expect(outcome == .wait(until: start.advanced(by: .seconds(10 * number)), limit: "one"))
        }
        // The first comes back in its time, and gets its token.
        guard case .taken = state.take([one], run: run(1), now: start.advanced(by: .seconds(10))) else {
            Issue.record("the promise was not kept")
            return
        }
    }

    @Test func failMeansFail() {
        let strict = AppliedLimit(bucket: "s", name: "s", rate: one.rate, concurrency: 1, onExceeded: .fail)
        var state = LimiterState()
        guard case .taken(let permit) = state.take([strict], run: run(1), now: start) else {
            Issue.record("the first was not let through")
            return
        }
        let outcome = state.take([strict], run: run(2), now: start)
        #expect(outcome == .exceeded(limit: "s"))
        state.cancel(permit)
        guard case .taken = state.take([strict], run: run(2), now: start) else {
            Issue.record("what was given back was not there")
            return
        }
    }

    @Test func storedBucketsAreTakenOver() {
        var state = LimiterState()
        #expect(state.unknownBuckets([one, two]) == ["one"])
        state.restore([LimiterBucket(key: "one", tokens: 0, updatedAt: start)], for: [one])
        #expect(state.unknownBuckets([one]).isEmpty)
        let outcome = state.take([one], run: run(1), now: start)
        #expect(outcome == .wait(until: start.advanced(by: .seconds(10)), limit: "one"))
    }
}

import ReeveJSON
import ReeveModel
import ReeveScheduler
import ReeveStore
import TestSupport
import Testing

private let start = Timestamp(microseconds: 1_763_700_000_000_000)

@Suite struct TokenBucketTests {
    @Test func noSequenceOfTakesGetsMoreThanTheRate() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let rate = LimitSpec.Rate(
                capacity: Int.random(in: 1...50, using: &random), refill: Int.random(in: 1...70, using: &random),
                every: .microseconds(Int64.random(in: 1_000...90_000_000, using: &random)))
            var bucket = TokenBucket(rate, now: start)
            var now = start
            var taken = 0
            for _ in 0..<200 {
                now = now.advanced(by: .microseconds(Int64.random(in: 0...500_000, using: &random)))
                bucket.refill(now: now)
                while Bool.random(using: &random), bucket.take() { taken += 1 }
                #expect(bucket.tokens <= Int64(rate.capacity) * TokenBucket.token)
            }
            let elapsed = Double(now.since(start).microseconds)
            let most = Double(rate.capacity) + elapsed * Double(rate.refill) / Double(rate.every.microseconds)
            #expect(Double(taken) <= most, "seed \(seed)")
        }
    }

    @Test func whatIsAvailableThenCanBeTakenThenAndNotBefore() throws {
        var bucket = TokenBucket(.init(capacity: 3, refill: 7, every: .seconds(60)), now: start)
        for _ in 0..<3 { _ = bucket.take() }
        let at = try #require(bucket.available())
        var early = bucket
        early.refill(now: Timestamp(microseconds: at.microseconds - 2))
        let isEarly = early.take()
        #expect(!isEarly)
        bucket.refill(now: at)
        let isThere = bucket.take()
        #expect(isThere)
        #expect(bucket.available(4) == nil)
    }

    @Test func manySmallStepsGiveAsMuchAsOneLargeOne() {
        let rate = LimitSpec.Rate(capacity: 1_000, refill: 60, every: .seconds(60))
        var small = TokenBucket(rate, tokens: 0, updatedAt: start)
        for step in 1...60_000 { small.refill(now: start.advanced(by: .milliseconds(step))) }
        #expect(small.tokens == 60 * TokenBucket.token)
    }

    @Test func aClockThatGoesBackGivesNothing() {
        var bucket = TokenBucket(.init(capacity: 1, refill: 1, every: .seconds(1)), tokens: 0, updatedAt: start)
        bucket.refill(now: Timestamp(microseconds: 0))
        #expect(bucket.tokens == 0 && bucket.updatedAt == start)
    }

    @Test func extremeRatesDoNotOverflow() {
        var bucket = TokenBucket(
            .init(capacity: 1_000_000_000, refill: 1_000_000_000, every: .milliseconds(1)), tokens: -1 << 50,
            updatedAt: Timestamp(microseconds: 0))
        bucket.refill(now: Timestamp(microseconds: 1 << 60))
        #expect(bucket.tokens == 1_000_000_000 * TokenBucket.token)
        var slow = TokenBucket(
            .init(capacity: 1, refill: 1, every: .seconds(31_622_400)), tokens: 0, updatedAt: start)
        slow.refill(now: start.advanced(by: .seconds(31_622_400)))
        #expect(slow.tokens == TokenBucket.token)
    }
}

@Suite struct LimitSetTests {
    private func limit(_ name: String, environment: String? = nil, _ spec: JSONObject) throws -> DeclaredLimit {
        var spec = spec
        if spec["onExceeded"] == nil { spec["onExceeded"] = "wait" }
        return DeclaredLimit(
            key: ObjectKey(kind: "Limit", organization: "acme", environment: environment, name: name),
            spec: try LimitSpec(.object(spec)))
    }

    private func subject(_ tool: String = "git/log", agent: String = "bot") -> LimitSubject {
        LimitSubject(
            organization: "acme", environment: "dev", agent: agent, tool: tool,
            connection: String(tool.prefix { $0 != "/" }), user: nil)
    }

    @Test func theDefaultHoldsWhereNoLimitNamesTheTool() throws {
        let set = LimitSet([try limit("all", ["concurrency": 9]), try limit("git", ["scope": ["tool": "git/*"]])])
        #expect(set.limits(for: subject()).map(\.name) == ["acme/Limit/all", "acme/Limit/git"])
        let other = set.limits(for: subject("web/get"))
        #expect(other.map(\.name) == ["acme/Limit/all", "default"])
        #expect(other.last?.rate == LimitSpec.defaultRate && other.last?.concurrency == LimitSpec.defaultConcurrency)
    }

    @Test func bucketsAreToldApartByTheirDimensions() throws {
        let set = LimitSet([try limit("x", ["scope": ["tool": "git/*"], "per": ["agent"], "concurrency": 1])])
        #expect(set.limits(for: subject())[0].bucket == set.limits(for: subject("git/show"))[0].bucket)
        #expect(set.limits(for: subject())[0].bucket != set.limits(for: subject(agent: "cat"))[0].bucket)
    }

    @Test func otherOrganizationsAndEnvironmentsAreNotConcerned() throws {
        let set = LimitSet([try limit("x", environment: "prod", ["scope": ["tool": "**"]])])
        #expect(set.limits(for: subject()).map(\.name) == ["default"])
    }

    @Test func aLimitOnAUserDoesNotApplyToWorkWithoutOne() throws {
        let set = LimitSet([try limit("x", ["scope": ["user": "*"], "concurrency": 1])])
        #expect(set.limits(for: subject()).map(\.name) == ["default"])
    }
}

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

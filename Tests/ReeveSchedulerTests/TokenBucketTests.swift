import ReeveJSON
import ReeveModel
import ReeveScheduler
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

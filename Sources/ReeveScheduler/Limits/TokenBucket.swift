package import ReeveJSON
package import ReeveModel

/// A token bucket that counts whole micro-tokens. It holds at most `capacity`, and gets `refill` of them every `every`.
///
/// The arithmetic uses integers and rounds against the caller, so no sequence of calls gets more than the rate. Where
/// the clock goes back, nothing changes.
package struct TokenBucket: Sendable, Hashable {
    package static let token: Int64 = 1_000_000

    package let rate: LimitSpec.Rate
    /// The micro-tokens at ``updatedAt``. Negative where a settlement took more than was reserved.
    package private(set) var tokens: Int64
    package private(set) var updatedAt: Timestamp

    /// A full bucket.
    package init(_ rate: LimitSpec.Rate, now: Timestamp) {
        self.init(rate, tokens: Int64(rate.capacity) * TokenBucket.token, updatedAt: now)
    }

    /// A bucket from the store. The rate may have changed since it was stored.
    package init(_ rate: LimitSpec.Rate, tokens: Int64, updatedAt: Timestamp) {
        self.rate = rate
        self.tokens = min(tokens, Int64(rate.capacity) * TokenBucket.token)
        self.updatedAt = updatedAt
    }

    private var capacity: Int64 { Int64(rate.capacity) * TokenBucket.token }

    /// Adds the tokens that have come back by `now`.
    package mutating func refill(now: Timestamp) {
        let elapsed = now.microseconds - updatedAt.microseconds
        guard elapsed > 0 else { return }
        let gained = Int128(elapsed) * perPeriod / period
        guard gained < Int128(capacity) - Int128(tokens) else {
            tokens = capacity
            updatedAt = now
            return
        }
        tokens += Int64(gained)
        // Only the time that gave whole micro-tokens is used up. It is rounded up, so that no micro-token is given
        // twice.
        updatedAt = Timestamp(
            microseconds: updatedAt.microseconds + Int64((gained * period + perPeriod - 1) / perPeriod))
    }

    /// Takes `count` tokens, or none and returns false. Call ``refill(now:)`` first.
    package mutating func take(_ count: Int = 1) -> Bool {
        let wanted = Int64(count) * TokenBucket.token
        guard tokens >= wanted else { return false }
        tokens -= wanted
        return true
    }

    package mutating func giveBack(_ count: Int = 1) {
        tokens = min(capacity, tokens + Int64(count) * TokenBucket.token)
    }

    /// The first instant at which `count` tokens are there, if nobody else takes any; nil where that instant never
    /// comes.
    ///
    /// - Parameter queued: tokens that were promised to others before.
    package func available(_ count: Int = 1, queued: Int = 0) -> Timestamp? {
        guard count <= rate.capacity else { return nil }
        let missing = (Int128(count) + Int128(queued)) * Int128(TokenBucket.token) - Int128(tokens)
        guard missing > 0 else { return updatedAt }
        let wait = (missing * period + perPeriod - 1) / perPeriod
        return Int64(exactly: wait).map { Timestamp(microseconds: updatedAt.microseconds + $0) }
    }

    private var perPeriod: Int128 { Int128(rate.refill) * Int128(TokenBucket.token) }
    private var period: Int128 { Int128(max(1, rate.every.microseconds)) }
}

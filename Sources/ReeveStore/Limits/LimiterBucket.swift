package import ReeveJSON

/// The stored state of one token bucket.
package struct LimiterBucket: Sendable, Hashable {
    package var key: String
    /// Micro-tokens left at ``updatedAt``; 1,000,000 are one token. May be negative after a settlement.
    package var tokens: Int64
    package var updatedAt: Timestamp
    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
    package var isIntact = true

    package init(key: String, tokens: Int64, updatedAt: Timestamp) {
        self.key = key
        self.tokens = tokens
        self.updatedAt = updatedAt
    }
}

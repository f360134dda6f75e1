package import ReeveJSON

/// The persisted state of one token bucket.
package struct LimiterBucket: Sendable, Hashable {
    package var key: String
    /// Micro-tokens left at ``updatedAt``; 1,000,000 are one token. May be negative after a settlement.
    package var tokens: Int64
    package var updatedAt: Timestamp
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    package init(key: String, tokens: Int64, updatedAt: Timestamp) {
        self.key = key
        self.tokens = tokens
        self.updatedAt = updatedAt
    }
}

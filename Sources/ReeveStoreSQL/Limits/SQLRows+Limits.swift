package import ReeveJSON
package import ReeveStore

// Buckets of limits, and payloads.
extension SQLRows {
    package func limiterBucket(_ key: String) throws(StoreError) -> LimiterBucket? {
        try connection.first(
            """
            SELECT tokens, updated_at, seal @same reeve_seal('limiter_bucket', name, tokens, updated_at)
            FROM limiter_bucket WHERE name = $1
            """, [.text(key)]
        ) { row in
            var bucket = LimiterBucket(key: key, tokens: row.integer(0), updatedAt: row.time(1))
            bucket.isIntact = row.bool(2)
            return bucket
        }
    }

    package func upsert(_ bucket: LimiterBucket) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO limiter_bucket (name, tokens, updated_at, seal)
            VALUES ($1, $2, $3, reeve_seal('limiter_bucket', $1, $2, $3))
            ON CONFLICT (name) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at,
                seal = excluded.seal
            """, [.text(bucket.key), .integer(bucket.tokens), SQLValue(bucket.updatedAt)])
    }

    package func payload(_ digest: ContentDigest) throws(StoreError) -> [UInt8]? {
        try connection.first("SELECT body FROM payload WHERE digest = $1", [SQLValue(digest)]) { row in row.bytes(0) }
    }

    package func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO payload (digest, size, created_at, body) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO NOTHING
            """, [SQLValue(digest), SQLValue(bytes.count), SQLValue(now), .blob(bytes)])
    }
}

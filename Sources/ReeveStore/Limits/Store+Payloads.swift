package import ReeveJSON

extension Store {
    /// The largest payload that a store takes.
    package static var payloadLimit: Int { 64 << 20 }

    /// Keeps bytes under their digest; safe to repeat.
    ///
    /// - Throws: `tooLarge`.
    package func keepPayload(_ bytes: [UInt8], now: Timestamp) async throws(StoreError) -> ContentDigest {
        guard bytes.count <= Self.payloadLimit else { throw StoreError(.tooLarge(limit: Self.payloadLimit), "payload") }
        let digest = ContentDigest.of(bytes)
        try await write { rows throws(StoreError) in try rows.insertPayload(bytes, digest: digest, now: now) }
        return digest
    }

    /// Nil where nothing was kept under the digest.
    package func payload(_ digest: ContentDigest) async throws(StoreError) -> [UInt8]? {
        try await read { rows throws(StoreError) in try rows.payload(digest) }
    }

    /// See ``StoreReading/value(forKey:)``.
    package func value(forKey key: String) async throws(StoreError) -> String? {
        try await read { rows throws(StoreError) in try rows.value(forKey: key) }
    }

    /// Nil removes the key. Whoever writes last is kept.
    package func setValue(_ value: String?, forKey key: String) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.setValue(value, forKey: key) }
    }
}

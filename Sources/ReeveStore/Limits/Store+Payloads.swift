package import ReeveJSON

extension Store {
    /// The largest payload that a store takes, in bytes.
    package static var payloadLimit: Int { 64 << 20 }

    /// Stores bytes under their digest, in one transaction. Safe to repeat: the second call writes nothing.
    ///
    /// - Throws: `tooLarge` above ``payloadLimit``.
    package func keepPayload(_ bytes: [UInt8], now: Timestamp) async throws(StoreError) -> ContentDigest {
        guard bytes.count <= Self.payloadLimit else { throw StoreError(.tooLarge(limit: Self.payloadLimit), "payload") }
        let digest = ContentDigest.of(bytes)
        try await write { rows throws(StoreError) in try rows.insertPayload(bytes, digest: digest, now: now) }
        return digest
    }

    /// The bytes that were stored under the digest; nil where there are none. The bytes are not compared with the
    /// digest.
    package func payload(_ digest: ContentDigest) async throws(StoreError) -> [UInt8]? {
        try await read { rows throws(StoreError) in try rows.payload(digest) }
    }

    /// The text that a room keeps under the key; nil where there is none. See ``StoreReading/value(forKey:)``.
    package func value(forKey key: String) async throws(StoreError) -> String? {
        try await read { rows throws(StoreError) in try rows.value(forKey: key) }
    }

    /// Sets the text of a key in one transaction; nil removes the key. The last write wins: there is no check of the
    /// old text.
    package func setValue(_ value: String?, forKey key: String) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.setValue(value, forKey: key) }
    }
}

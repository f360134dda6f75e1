package import ReeveJSON
package import ReeveStore

/// Content of a row: JSON whose numbers are kept as they were written, canonical in all else. Content above 64 KiB is a
/// payload, and the row holds a reference to it.
package struct StoredContent: Sendable {
    package static let inlineBytesMax = 64 << 10

    /// The text that the row holds.
    package let text: String
    /// The payload that is stored beside the row, under its digest.
    package let payload: (bytes: [UInt8], digest: ContentDigest)?

    package init(_ value: JSONValue) {
        let bytes = value.writtenBytes
        guard bytes.count > StoredContent.inlineBytesMax else {
            text = String(decoding: bytes, as: UTF8.self)
            payload = nil
            return
        }
        let digest = ContentDigest.of(bytes)
        text = StoredContent.reference(to: digest, bytes.count)
        payload = (bytes, digest)
    }

    /// The text of a row whose content is a payload.
    static func reference(to digest: ContentDigest, _ count: Int) -> String {
        let reference: JSONObject = ["bytes": JSONValue(count), "payload": .string(digest.description)]
        return JSONValue.object([marker: .object(reference)]).canonicalText
    }

    /// The member that marks a reference. No result document and no batch definition has a member of this name at its
    /// top.
    private static let marker = "reeve.payload"

    /// The content that the text of a row stands for.
    ///
    /// - Throws: ``StoreError``: `missing` where there is no such payload, `corrupt` where the payload does not have
    ///   its digest.
    package static func load(_ text: String, from store: any Store) async throws(StoreError) -> JSONValue {
        guard let digest = try reference(in: text) else { return try parse(text) }
        guard let bytes = try await store.payload(digest) else { throw StoreError(.missing(.payload(digest))) }
        try check(bytes, digest)
        return try parse(String(decoding: bytes, as: UTF8.self))
    }

    package static func load(_ text: String, from rows: any StoreReading) throws(StoreError) -> JSONValue {
        guard let digest = try reference(in: text) else { return try parse(text) }
        guard let bytes = try rows.payload(digest) else { throw StoreError(.missing(.payload(digest))) }
        try check(bytes, digest)
        return try parse(String(decoding: bytes, as: UTF8.self))
    }

    /// Compares a payload with its name, which is its digest.
    private static func check(_ bytes: [UInt8], _ digest: ContentDigest) throws(StoreError) {
        guard ContentDigest.of(bytes) == digest else { throw StoreError(.corrupt, "the payload \(digest)") }
    }

    private static func reference(in text: String) throws(StoreError) -> ContentDigest? {
        guard text.hasPrefix("{\"\(marker)\":") else { return nil }
        return try parse(text)[marker]?["payload"]?.string.flatMap { ContentDigest($0) }
    }

    private static func parse(_ text: String) throws(StoreError) -> JSONValue {
        do { return try JSONParser.parse(text) } catch { throw StoreError(.corrupt, "content", underlying: "\(error)") }
    }
}

package import ReeveJSON
package import ReeveStore

/// Content of a row: JSON with its numbers as they were written, canonical in all else, or the reference of a payload where that is above 64 KiB.
package struct StoredContent: Sendable {
    package static let inlineBytesMax = 64 << 10

    /// What goes into the row.
    package let text: String
    /// What goes beside it, under its digest.
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

    /// The text of a row that stands for a payload.
    static func reference(to digest: ContentDigest, _ count: Int) -> String {
        let reference: JSONObject = ["bytes": JSONValue(count), "payload": .string(digest.description)]
        return JSONValue.object([marker: .object(reference)]).canonicalText
    }

    /// A member name that no result document and no batch definition has at its top.
    private static let marker = "reeve.payload"

    /// The value that a row's text stands for.
    ///
    /// - Throws: ``StoreError`` (`missing` payload, `corrupt`).
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

    /// The name of a payload is its digest.
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

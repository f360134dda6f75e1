import ReeveJSON
import ReeveStore

/// A value of a row: canonical JSON, or the reference of a payload where that was too large for a row.
enum StoredValue {
    private static let marker = "reeve.payload"

    /// Nil where the text is no JSON, or its payload has expired.
    static func load(_ text: String, reading rows: any StoreReading) throws(StoreError) -> JSONValue? {
        guard let value = try? JSONParser.parse(text) else { return nil }
        guard text.hasPrefix("{\"\(marker)\":"),
            let digest = value[marker]?["payload"]?.string.flatMap({ ContentDigest($0) })
        else { return value }
        guard let bytes = try rows.payload(digest) else { return nil }
        return try? JSONParser.parse(bytes)
    }
}

/// What `store info` shows.
package struct StoreInfo: Sendable, Hashable {
    /// `sqlite`, `postgresql`, `memory`.
    package var engine: String
    /// The path, or the address without a password.
    package var place: String
    package var sizeBytes: Int64
    /// The version of the schema, then that of the engine.
    package var schemaVersion: Int
    package var engineVersion: String
    package var head: StoreHead
    package var auditSize: Int64
    /// The number of rows by their kind: `objects`, `runs`, `batches`, `audit_entries` ...
    package var counts: [String: Int64]

    package init(
        engine: String, place: String, sizeBytes: Int64, schemaVersion: Int, engineVersion: String,
        head: StoreHead, auditSize: Int64, counts: [String: Int64]
    ) {
        self.engine = engine
        self.place = place
        self.sizeBytes = sizeBytes
        self.schemaVersion = schemaVersion
        self.engineVersion = engineVersion
        self.head = head
        self.auditSize = auditSize
        self.counts = counts
    }
}

package import ReeveAudit

/// One entry of the log as stored.
package struct StoredAuditEntry: Sendable, Hashable {
    /// The leaf index, from 0.
    package var sequence: Int64
    /// Canonical JSON of the event, its sequence number included.
    package var bytes: [UInt8]
    package var leafHash: MerkleHash
    /// A column beside the entry that does not hold what the entry says; asked for by
    /// ``StoreReading/indexedAuditEntries(from:limit:)`` alone.
    package var differingColumn: String?

    package init(sequence: Int64, bytes: [UInt8], leafHash: MerkleHash) {
        self.sequence = sequence
        self.bytes = bytes
        self.leafHash = leafHash
    }
}

package import ReeveAudit

/// One entry of the log as stored.
package struct StoredAuditEntry: Sendable, Hashable {
    /// The index of the leaf in the log, from 0.
    package var sequence: Int64
    /// Canonical JSON of the event, with its sequence number.
    package var bytes: [UInt8]
    package var leafHash: MerkleHash
    /// A column whose value differs from what the entry says; nil where all agree. Only
    /// ``StoreReading/indexedAuditEntries(from:limit:)`` compares them.
    package var differingColumn: String?

    package init(sequence: Int64, bytes: [UInt8], leafHash: MerkleHash) {
        self.sequence = sequence
        self.bytes = bytes
        self.leafHash = leafHash
    }
}

import ReeveJSON

/// One entry of the log: what the store keeps in its tables of entries and leaves.
package struct AuditEntry: Sendable, Hashable {
    /// The leaf index, from 0.
    package let sequence: Int64
    /// Canonical JSON of the event, its sequence number included.
    package let bytes: [UInt8]
    package let leafHash: MerkleHash

    package init(sequence: Int64, bytes: [UInt8], leafHash: MerkleHash) {
        self.sequence = sequence
        self.bytes = bytes
        self.leafHash = leafHash
    }
}

package import ReeveJSON

/// A signed checkpoint, as it was made.
package struct CheckpointRecord: Sendable, Hashable {
    /// How many entries the checkpoint covers.
    package var size: Int64
    package var createdAt: Timestamp
    /// The signed note.
    package var note: [UInt8]

    package init(size: Int64, createdAt: Timestamp, note: [UInt8]) {
        self.size = size
        self.createdAt = createdAt
        self.note = note
    }
}

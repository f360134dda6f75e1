import ReeveStore

/// A batch, with the number of its runs by status.
package struct CountedBatch: Sendable {
    package let batch: BatchRecord
    package let counts: [QueueCount]
    /// Nil in a listing.
    package var use: BatchUse?
}

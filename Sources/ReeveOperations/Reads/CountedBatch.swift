import ReeveStore

/// A batch and how many runs of it are in which status.
package struct CountedBatch: Sendable {
    package let batch: BatchRecord
    package let counts: [QueueCount]
}

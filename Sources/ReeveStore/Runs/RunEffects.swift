package import ReeveModel

/// What else moved when a run moved.
package struct RunEffects: Sendable, Hashable {
    /// Dependents that may be claimed now.
    package var released: [ULID]
    /// Dependents whose needs cannot be met any more, and their dependents in turn.
    package var skipped: [ULID]
    package var cancelled: [ULID]
    /// Running runs whose worker was asked to stop.
    package var asked: [ULID]
    /// The batches that ended, with their status.
    package var closedBatches: [ULID: BatchStatus]
    /// How the run ended whose worker wanted it to go on, after somebody had asked it to stop; nil for any other run.
    package var stopped: Stopped?

    package struct Stopped: Sendable, Hashable {
        package let status: RunStatus
        package let reason: RunReason?
    }

    package init(
        released: [ULID] = [], skipped: [ULID] = [], cancelled: [ULID] = [], asked: [ULID] = [],
        closedBatches: [ULID: BatchStatus] = [:]
    ) {
        self.released = released
        self.skipped = skipped
        self.cancelled = cancelled
        self.asked = asked
        self.closedBatches = closedBatches
    }
}

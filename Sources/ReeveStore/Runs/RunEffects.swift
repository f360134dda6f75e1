package import ReeveModel

/// What else changed when a run changed.
package struct RunEffects: Sendable, Hashable {
    /// Dependents that may be claimed from now on.
    package var released: [ULID]
    /// Dependents whose needs can no longer be met, and their dependents in turn.
    package var skipped: [ULID]
    package var cancelled: [ULID]
    /// Running runs whose workers were asked to stop.
    package var asked: [ULID]
    /// The batches that ended, with their status.
    package var closedBatches: [ULID: BatchStatus]
    /// How the run has ended, where its worker put it back but somebody had asked it to stop; nil for any other run.
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

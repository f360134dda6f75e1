package import ReeveModel

/// What a sweep of ended leases did.
package struct RescueReport: Sendable, Hashable {
    /// Runs that are back in the queue: nothing was sent, or the run may be repeated.
    package var requeued: [ULID]
    /// Runs that ended with the reason `effect.unknown`.
    package var interrupted: [ULID]
    /// Runs that ended with the reason `runner.lost`; see ``LeaseSweep/maximumRescues``.
    package var failed: [ULID]
    package var effects: RunEffects

    package init(
        requeued: [ULID] = [], interrupted: [ULID] = [], failed: [ULID] = [], effects: RunEffects = RunEffects()
    ) {
        self.requeued = requeued
        self.interrupted = interrupted
        self.failed = failed
        self.effects = effects
    }

    /// Whether no run was taken back.
    package var isEmpty: Bool { self == RescueReport() }

    package mutating func add(_ later: RescueReport) {
        requeued += later.requeued
        interrupted += later.interrupted
        failed += later.failed
        effects.released += later.effects.released
        effects.skipped += later.effects.skipped
        effects.cancelled += later.effects.cancelled
        effects.closedBatches.merge(later.effects.closedBatches) { $1 }
    }
}

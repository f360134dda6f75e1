package import ReeveModel

/// What a new try at a finished run made.
package struct RetryOutcome: Sendable, Hashable {
    package var run: RunRecord
    /// The new runs of dependents that the old run had skipped, old id to new id.
    package var dependents: [ULID: ULID]

    package init(run: RunRecord, dependents: [ULID: ULID]) {
        self.run = run
        self.dependents = dependents
    }
}

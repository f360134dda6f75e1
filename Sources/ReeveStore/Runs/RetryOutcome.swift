package import ReeveModel

/// What a retry of a finished run has made.
package struct RetryOutcome: Sendable, Hashable {
    package var run: RunRecord
    /// New runs for dependents that the old run had skipped: the old id and the new id.
    package var dependents: [ULID: ULID]

    package init(run: RunRecord, dependents: [ULID: ULID]) {
        self.run = run
        self.dependents = dependents
    }
}

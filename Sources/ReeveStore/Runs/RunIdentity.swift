package import ReeveJSON
package import ReeveModel

/// What a run is. It is written at the submission and never changes.
package struct RunIdentity: Sendable, Hashable {
    package var id: ULID
    package var batch: ULID
    package var organization: String
    package var environment: String
    package var queue: String
    package var item: String
    /// The name of the matrix cell, `repo=website,revision=HEAD`; nil without a matrix.
    package var cell: String?
    package var kind: RunRecord.Kind
    package var title: String?
    package var description: String?
    /// The priority from 0 to 9; 0 is first.
    package var priority: Int
    /// Whether the call may be repeated after an unknown effect, as declared at the submission.
    package var isIdempotent: Bool
    /// Whether the run's tool declares a read-back, at the submission.
    package var hasReadBack: Bool
    package var team: String?
    package var role: String?
    /// The run whose task has delegated this one.
    package var parentRun: ULID?
    package var retryOf: ULID?
    package var depth = 0
    /// Names the effect of the run at the server. It is the same in all attempts and retries.
    package var effectID: String
    package var createdAt: Timestamp

    /// What the tool's declaration at the submission says of a call that may have had its effect.
    package var repetition: CallRepetition { CallRepetition(isIdempotent: isIdempotent, hasReadBack: hasReadBack) }
}

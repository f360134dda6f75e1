package import ReeveJSON
package import ReeveModel

/// What a run is: written at its submission, and never changed.
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
    /// 0 to 9, 0 first.
    package var priority: Int
    /// The run may be repeated after an unknown effect.
    package var isIdempotent: Bool
    /// The run's tool can tell whether an effect happened, as declared at the submission.
    package var hasReadBack: Bool
    package var team: String?
    package var role: String?
    /// The run whose task delegated this one.
    package var parentRun: ULID?
    package var retryOf: ULID?
    package var depth = 0
    /// Stays through attempts and retries.
    package var effectID: String
    package var createdAt: Timestamp

    /// What the tool's declaration at the submission says of a call that may have had its effect.
    package var repetition: CallRepetition { CallRepetition(isIdempotent: isIdempotent, hasReadBack: hasReadBack) }
}

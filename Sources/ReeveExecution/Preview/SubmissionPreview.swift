package import ReeveDiagnostics
package import ReeveStore

/// The previews of a submission.
package enum SubmissionPreview: Sendable {
    /// The submission would be refused.
    case invalid([Diagnostic])
    /// The idempotency key was used before with the same content. The runs are those of the first batch that have not
    /// ended.
    case existing(BatchRecord, [RunPreview])
    case runs([RunPreview])
}

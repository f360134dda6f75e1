package import ReeveDiagnostics
package import ReeveStore

/// The previews of a submission.
package enum SubmissionPreview: Sendable {
    /// It would not be taken.
    case invalid([Diagnostic])
    /// The key was used before with the same content: these runs of the first batch are left.
    case existing(BatchRecord, [RunPreview])
    case runs([RunPreview])
}

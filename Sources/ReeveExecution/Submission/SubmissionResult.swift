package import ReeveDiagnostics
package import ReeveStore

/// What has become of a submission.
package enum SubmissionResult: Sendable {
    case submitted(BatchRecord, runs: Int, denied: [DeniedRun])
    /// The idempotency key was used before with the same content. Nothing was written; this is the first batch.
    case existing(BatchRecord)
    /// The definition cannot run. Nothing was written.
    case invalid([Diagnostic])
    /// The request is strict, and these runs would be denied. Only the event of the refusal was written.
    case denied([DeniedRun])

    package var batch: BatchRecord? {
        switch self {
        case .submitted(let batch, _, _), .existing(let batch): batch
        case .invalid, .denied: nil
        }
    }
}

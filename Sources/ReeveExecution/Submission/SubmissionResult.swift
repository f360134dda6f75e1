package import ReeveDiagnostics
package import ReeveStore

/// What a submission came to.
package enum SubmissionResult: Sendable {
    case submitted(BatchRecord, runs: Int, denied: [DeniedRun])
    /// The key was used before with the same content; nothing was written.
    case existing(BatchRecord)
    /// Nothing was written: the definition cannot run.
    case invalid([Diagnostic])
    /// Nothing but the refusal's event was written: `strict`, and these runs would be denied.
    case denied([DeniedRun])

    package var batch: BatchRecord? {
        switch self {
        case .submitted(let batch, _, _), .existing(let batch): batch
        case .invalid, .denied: nil
        }
    }
}

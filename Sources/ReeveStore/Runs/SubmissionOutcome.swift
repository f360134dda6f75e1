/// What has become of a submission.
package enum SubmissionOutcome: Sendable, Hashable {
    case submitted(BatchRecord)
    /// The idempotency key was used before with the same content. Nothing was written.
    case existing(BatchRecord)

    package var batch: BatchRecord {
        switch self {
        case .submitted(let batch), .existing(let batch): batch
        }
    }
}

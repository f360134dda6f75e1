/// Where a run is. ``successors`` is the one table of transitions; docs and tests are made from it.
package enum RunStatus: String, Sendable, Hashable, CaseIterable {
    /// Runs that it needs have not ended yet.
    case pending
    /// It may not begin before its `dueAt`.
    case scheduled
    /// May be claimed now.
    case ready
    /// A worker holds its lease.
    case running
    /// An attempt failed; the next one has a time.
    case retryable
    /// Parked until somebody approves or rejects, or until the request expires. No worker holds it, and no permit.
    case awaitingApproval = "awaiting_approval"
    /// Parked by a person.
    case suspended
    case succeeded
    case failed
    /// Refused by policies, scopes or an allow-list.
    case denied
    case cancelled
    /// A run that it needs ended other than asked.
    case skipped
    /// The effect is unknown; a person decides.
    case interrupted

    /// Whether the run has ended. A finished run stays finished.
    package var isTerminal: Bool {
        switch self {
        case .succeeded, .failed, .denied, .cancelled, .skipped, .interrupted: true
        case .pending, .scheduled, .ready, .running, .retryable, .awaitingApproval, .suspended: false
        }
    }

    /// Whether this end counts as a failure of the batch. A skip does not: the run that caused the skip counts already.
    package var isFailure: Bool {
        switch self {
        case .failed, .denied, .interrupted: true
        default: false
        }
    }

    /// The states that may follow this one.
    package var successors: Set<RunStatus> {
        switch self {
        // Every state that waits may become interrupted: the run ends while an earlier attempt may have had its effect.
        case .pending: [.scheduled, .ready, .skipped, .cancelled, .suspended, .denied, .interrupted]
        case .scheduled: [.ready, .cancelled, .suspended, .failed, .interrupted]
        case .ready: [.running, .cancelled, .suspended, .failed, .interrupted]
        case .running:
            [
                .succeeded, .failed, .denied, .cancelled, .interrupted, .retryable, .ready, .scheduled,
                .awaitingApproval,
            ]
        case .retryable: [.running, .cancelled, .suspended, .failed, .interrupted]
        case .awaitingApproval: [.ready, .cancelled, .failed, .denied, .interrupted]
        case .suspended: [.pending, .ready, .cancelled, .interrupted]
        case .succeeded, .failed, .denied, .cancelled, .skipped, .interrupted: []
        }
    }

    package func canBecome(_ next: RunStatus) -> Bool { successors.contains(next) }
}

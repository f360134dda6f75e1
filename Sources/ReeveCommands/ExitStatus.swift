import ArgumentParser

/// The statuses that commands end with (see docs/reference/exit-status.md).
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    case failure = 1
    /// Used only with `--detailed-exitcode`.
    case changes = 2
    case invalidInput = 3
    case refused = 4
    case conflict = 5
    case locked = 6
    case runsFailed = 7
    case auditEdited = 10
    case auditMissing = 11
    case auditReordered = 12
    case auditTruncated = 13
    case auditForked = 14
    case auditUnsignedTail = 15
    case auditWrongKey = 16
    case usage = 64
    case interrupted = 130

    /// The meaning of the status, for the reference page.
    package var meaning: String {
        switch self {
        case .done: "done; with `--detailed-exitcode`: no changes"
        case .failure: "unexpected failure"
        case .changes: "changes present, only with `--detailed-exitcode`"
        case .invalidInput: "invalid input"
        case .refused: "refused by permission, policy, protection, a missing approval or a limit on deletions"
        case .conflict: "stale plan or ownership conflict"
        case .locked: "lock not obtained"
        case .runsFailed: "some runs, tests or checks failed, were denied or did not finish"
        case .auditEdited: "audit log: an entry was edited"
        case .auditMissing: "audit log: an entry is missing"
        case .auditReordered: "audit log: entries were reordered"
        case .auditTruncated: "audit log: the end was cut off"
        case .auditForked: "audit log: it was forked"
        case .auditUnsignedTail: "audit log: the tail is not signed"
        case .auditWrongKey: "audit log: signed by another key"
        case .usage: "bad usage"
        case .interrupted: "interrupted"
        }
    }

    /// The error that ends the command with this status and no further message.
    var exit: ExitCode { ExitCode(rawValue) }
}

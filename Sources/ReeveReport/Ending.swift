import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// How a run ended (or where it is), and whether that is what `expect` asked for.
package struct Ending: Sendable, Hashable, Comparable {
    package var status: RunStatus
    /// Only of an end other than success.
    package var isExpected: Bool

    package init(status: RunStatus, isExpected: Bool = false) {
        self.status = status
        self.isExpected = isExpected && status != .succeeded
    }

    /// `awaiting approval`, `denied as expected`.
    package var words: String {
        let name = status.rawValue.replacing("_", with: " ")
        return isExpected ? name + " as expected" : name
    }

    /// Whether somebody should look at it; a skip counts through its cause.
    package var needsAttention: Bool {
        !isExpected && status != .succeeded && status != .skipped
    }

    private static let order: [RunStatus] = [
        .succeeded, .failed, .denied, .interrupted, .awaitingApproval, .suspended, .retryable, .running, .ready,
        .scheduled, .pending, .cancelled, .skipped,
    ]

    private var rank: Int { (Ending.order.firstIndex(of: status) ?? 0) * 2 + (isExpected ? 1 : 0) }

    /// What went well first, then what needs a look, then what did not run.
    package static func < (lhs: Ending, rhs: Ending) -> Bool { lhs.rank < rhs.rank }
}

import ReeveJSON
import ReeveModel
import ReeveStore

/// A request for an approval of a run, with what people said. Reasons are redacted.
package struct RunApproval: Sendable, Hashable {
    package var record: ApprovalRecord
    package var votes: [ApprovalVote]

    package init(record: ApprovalRecord, votes: [ApprovalVote]) {
        self.record = record
        self.votes = votes
    }

    /// `approved by user:ben at 2026-11-23T22:50:11Z: looks right`, one for each vote in order.
    package var sentences: [String] {
        votes.map { vote in
            "\(vote.verdict == .approve ? "approved" : "rejected") by \(vote.approver) at \(vote.votedAt)"
                + (vote.reason.map { ": " + $0 } ?? "")
        }
    }
}

package import ReeveJSON
package import ReeveModel

/// What one person has said to a request. A person has one vote on a request.
package struct ApprovalVote: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case approve
        case reject
    }

    package var approval: ULID
    /// `user:anna`, `os:NAME@HOST`.
    package var approver: String
    package var verdict: Verdict
    /// For each requirement of the request, in order: the entry of `approvers` that the person met, or null. A JSON list.
    package var standing: String
    package var reason: String?
    package var votedAt: Timestamp

    package init(
        approval: ULID, approver: String, verdict: Verdict, standing: String, reason: String? = nil, votedAt: Timestamp
    ) {
        self.approval = approval
        self.approver = approver
        self.verdict = verdict
        self.standing = standing
        self.reason = reason
        self.votedAt = votedAt
    }
}

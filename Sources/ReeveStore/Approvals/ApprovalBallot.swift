package import ReeveAudit
package import ReeveJSON

/// One vote, and what it decides.
package struct ApprovalBallot: Sendable {
    package var vote: ApprovalVote
    /// Of the request that the person was shown.
    package var digest: ContentDigest
    /// Whether this vote decides the request; else more votes are needed.
    package var isDecisive: Bool
    package var actor: AuditEvent.Actor
    package var source: AuditEvent.Source?
    /// For the run, where it ends by a rejection.
    package var errorText: String?
    /// Whether the end by a rejection is the one that the run's item expects.
    package var isExpected: Bool

    package init(
        vote: ApprovalVote, digest: ContentDigest, isDecisive: Bool, actor: AuditEvent.Actor,
        source: AuditEvent.Source? = nil, errorText: String? = nil, isExpected: Bool = false
    ) {
        self.vote = vote
        self.digest = digest
        self.isDecisive = isDecisive
        self.actor = actor
        self.source = source
        self.errorText = errorText
        self.isExpected = isExpected
    }
}

internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

/// Sentences about approvals that the gate, the sweep and the verbs share.
package enum ApprovalWords {
    /// `git/git_show waits for user:ben or membership:owner until 2026-11-24T06:41:08Z; ...` with the command that shows
    /// the request.
    static func waiting(for decision: PolicyDecision, by approval: ApprovalRecord, tool: String?) -> String {
        "\(tool.map { $0 + " " } ?? "")waits for \(decision.approvalWords ?? "nobody") until \(approval.expiresAt); "
            + "`reeve approvals show \(approval.id.text.suffix(8))`"
    }

    static func expired(_ approval: ApprovalRecord) -> String {
        approval.status == .approved
            ? "approval \(approval.id) was given, and not used before \(approval.expiresAt)"
            : "nobody has decided about approval \(approval.id) before \(approval.expiresAt)"
    }
}

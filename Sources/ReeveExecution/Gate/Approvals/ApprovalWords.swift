internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

/// Sentences about approvals that the gate, the sweep and the verbs share.
package enum ApprovalWords {
    /// `git/git_show waits for user:ben or membership:owner until 2026-11-24T06:41:08Z; ...` with the command that shows
    /// the request.
    static func waiting(_ binding: ApprovalBinding, by approval: ApprovalRecord) -> String {
        "\(binding.what) waits for \(binding.approvers) until \(approval.expiresAt); "
            + "`reeve approvals show \(approval.id.text.suffix(8))`"
    }

    /// `user:ben or membership:owner, and 2 of membership:admin`.
    package static func approvers(_ terms: [ApprovalTerm]) -> String {
        var seen: Set<String> = []
        let words = terms.map(\.requirement.words).filter { seen.insert($0).inserted }
        return words.isEmpty ? "nobody" : words.joined(separator: ", and ")
    }

    static func expired(_ approval: ApprovalRecord) -> String {
        approval.status == .approved
            ? "approval \(approval.id) was given, and not used before \(approval.expiresAt)"
            : "nobody has decided about approval \(approval.id) before \(approval.expiresAt)"
    }
}

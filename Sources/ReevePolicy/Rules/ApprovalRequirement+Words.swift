extension ApprovalRequirement {
    /// `user:ben or membership:owner`, `2 of user:ben, membership:owner`.
    package var words: String {
        let names = approvers.map(\.description)
        if count > 1 { return "\(count) of " + names.joined(separator: ", ") }
        guard let last = names.last, names.count > 1 else { return names.first ?? "nobody" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension PolicyDecision {
    /// Who has to approve, as in `user:ben or membership:owner, and 2 of membership:admin`; nil where nobody has to.
    package var approvalWords: String? {
        var seen: Set<String> = []
        let words = obligations.map(\.approval.words).filter { seen.insert($0).inserted }
        return words.isEmpty ? nil : words.joined(separator: ", and ")
    }
}

internal import ReeveJSON
package import ReevePolicy

/// What a request asks of people: the requirement of one rule.
package struct ApprovalTerm: Sendable, Hashable {
    /// `acme/Policy/guardrails#reviewed`; nil where no rule speaks of it.
    package let rule: String?
    package let requirement: ApprovalRequirement

    package init(rule: String?, requirement: ApprovalRequirement) {
        self.rule = rule
        self.requirement = requirement
    }

    package init(_ obligation: PolicyDecision.Obligation) {
        self.init(rule: obligation.rule.description, requirement: obligation.approval)
    }

    /// For a proposal that no rule speaks of: somebody who administers the organization, and has not asked for it.
    static let ofProposal = ApprovalTerm(
        rule: nil, requirement: ApprovalRequirement(approvers: [.membership("owner"), .membership("admin")]))

    // MARK: JSON

    var json: JSONValue {
        var out: JSONObject = [
            "approvers": JSONValue(requirement.approvers.map(\.description)), "count": JSONValue(requirement.count),
            "expires_ms": JSONValue(requirement.expires.microseconds / 1_000),
            "separation": .bool(requirement.isSeparate),
        ]
        out["rule"] = rule.map { .string($0) }
        return .object(out)
    }

    init?(_ json: JSONValue) {
        guard let texts = json["approvers"]?.array, let count = json["count"]?.int,
            let expires = json["expires_ms"]?.int, let isSeparate = json["separation"]?.bool
        else { return nil }
        let approvers = texts.compactMap { $0.string.flatMap { ApprovalRequirement.Approver($0) } }
        guard approvers.count == texts.count else { return nil }
        self.init(
            rule: json["rule"]?.string,
            requirement: ApprovalRequirement(
                approvers: approvers, count: count, expires: .milliseconds(expires), isSeparate: isSeparate))
    }
}

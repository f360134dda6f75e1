package import ReeveJSON
internal import ReeveModel

/// The answer to a ``PolicyRequest``, with its evidence.
package struct PolicyDecision: Sendable {
    /// A rule whose action, target and conditions match.
    package struct Match: Sendable, Hashable {
        package let rule: RuleReference
        package let effect: PolicyEffect
        package let priority: Int
    }

    /// A rule that could not be evaluated: a deny rule denies, an allow rule does not count.
    package struct Failure: Sendable, Hashable {
        package let rule: RuleReference
        package let effect: PolicyEffect
        package let priority: Int
        package let error: ConditionError
    }

    /// An approval that the call still needs, and the rule that asks for it.
    package struct Obligation: Sendable, Hashable {
        package let rule: RuleReference
        package let approval: ApprovalRequirement
    }

    package let effect: PolicyEffect
    /// Of the deciding rules; nil where nothing decided and the default denies.
    package let priority: Int?
    /// The rules that made the decision; the ones that failed are among them where they deny.
    package let deciding: [Match]
    /// All that matched, by priority, policy and place in it.
    package let matched: [Match]
    package let errors: [Failure]
    /// All of them must be met; empty for a denial.
    package let obligations: [Obligation]
    /// Of the set that decided.
    package let policySet: ContentDigest

    package var isAllowed: Bool { effect == .allow }

    /// `deny: no rule allows it`, `deny: guardrails#no-destructive`, `allow: ...`.
    package var summary: String {
        let because = because
        return because.isEmpty ? effect.rawValue : "\(effect.rawValue): \(because)"
    }

    /// The summary without the effect: `no rule allows it`, `guardrails#no-destructive (history stays)`.
    package var because: String {
        guard !deciding.isEmpty else { return effect == .deny ? "no rule allows it" : "" }
        let rules = deciding.map { "\($0.rule.policy.name)#\($0.rule.rule)" }.joined(separator: ", ")
        let reasons = deciding.compactMap(\.rule.reason)
        return rules + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))")
    }
}

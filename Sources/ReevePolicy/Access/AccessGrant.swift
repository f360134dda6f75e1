internal import ReeveJSON
package import ReeveModel

/// Something that an agent may do, as its lists and the policies give it.
package struct AccessGrant: Sendable, Hashable {
    /// `acme/prod/Agent/triage`.
    package let agent: ObjectKey
    package let action: PolicyAction
    /// A glob over targets without their type, such as `git/git_log`; two that both must match are joined by ` and `.
    package let target: String
    /// Conditions that decide at run time, as the rule lists them.
    package let conditions: [ConditionKey]
    /// The subjects that the rule is bound to, such as `user:anna` or `membership:owner`; empty for everyone.
    package let subjects: [String]
    package let needsApproval: Bool
    /// Deny rules that may take it away, by condition or on a part of the target.
    package let exceptions: [RuleReference]
    /// The allow rule.
    package let rule: RuleReference
    package let priority: Int

    /// Conditions and requirements alone.
    let terms: AccessTerms
    /// The globs whose common part the target is.
    let targets: AccessTarget
    /// What the exceptions say.
    let exceptionTerms: Set<ContentDigest>

    /// What the grant says to its agent, whichever rule says it.
    struct Identity: Hashable {
        let target: String
        let terms: AccessTerms
        let exceptionTerms: Set<ContentDigest>
    }

    var identity: Identity { Identity(target: target, terms: terms, exceptionTerms: exceptionTerms) }

    /// Whether nothing at run time may change the answer.
    package var isUnconditional: Bool {
        conditions.isEmpty && subjects.isEmpty && exceptions.isEmpty && !needsApproval
    }

    /// Whether `other` surely gives all that this grant gives.
    func isCovered(by other: AccessGrant) -> Bool {
        guard action == other.action, targets.isSurelyCovered(by: other.targets) else { return false }
        return other.isUnconditional || terms == other.terms && other.exceptionTerms.isSubset(of: exceptionTerms)
    }
}

/// Under which conditions, for whom, and with which requirements a grant holds.
struct AccessTerms: Sendable, Hashable {
    /// ``PolicyRule/termsDigest``.
    let rule: ContentDigest
    let subjects: [String]
    let needsApproval: Bool
}

extension AccessGrant: CustomStringConvertible {
    /// `agent acme/prod/repo-doctor may tool.invoke git-ro/git_show when risk, arguments; approval`.
    package var description: String {
        let scope = [agent.organization, agent.environment].compactMap { $0 }.map { $0 + "/" }.joined()
        var text = "agent \(scope)\(agent.name) may \(action.rawValue) \(target)"
        let marks = conditions.map(\.rawValue) + subjects
        if !marks.isEmpty { text += " when " + marks.joined(separator: ", ") }
        if needsApproval { text += "; approval" }
        if !exceptions.isEmpty {
            text += "; unless " + exceptions.map { "\($0.policy.name)#\($0.rule)" }.joined(separator: ", ")
        }
        return text
    }
}

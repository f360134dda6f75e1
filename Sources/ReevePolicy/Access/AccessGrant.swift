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
    /// Who must have submitted the work, such as `user:anna` or `membership:owner`; empty for everyone.
    package let subjects: [String]
    package let needsApproval: Bool
    /// Deny rules that may take it away.
    package let exceptions: [AccessException]
    /// The allow rule.
    package let rule: RuleReference
    package let priority: Int

    /// The conditions with their values.
    let conditionWords: [String]
    /// Conditions and requirements alone.
    let terms: AccessTerms
    /// The globs whose common part the target is.
    let targets: AccessTarget

    /// What the grant says to its agent, whichever rule says it.
    struct Identity: Hashable {
        let target: String
        let terms: AccessTerms
        let exceptionTerms: Set<AccessException.Terms>
    }

    var exceptionTerms: Set<AccessException.Terms> { Set(exceptions.map(\.terms)) }

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

extension AccessGrant: CustomStringConvertible {
    /// `agent acme/prod/bot may tool.invoke git/log only when arguments /n at most 50; approval`.
    package var description: String { subject + suffix }

    /// `agent acme/prod/bot may tool.invoke git/log`.
    var subject: String {
        let scope = [agent.organization, agent.environment].compactMap { $0 }.map { $0 + "/" }.joined()
        return "agent \(scope)\(agent.name) may \(action.rawValue) \(target)"
    }

    /// Under which conditions, with a blank in front; empty where it always holds.
    var suffix: String {
        var text = ""
        let marks = conditionWords + subjects.map { "requested by " + $0 }
        if !marks.isEmpty { text += " only when " + marks.joined(separator: "; ") }
        if needsApproval { text += text.isEmpty ? " with approval" : ", with approval" }
        if !exceptions.isEmpty {
            text += (text.isEmpty ? "" : ",") + " unless " + exceptions.map(\.description).joined(separator: " or ")
        }
        return text
    }
}

internal import ReeveModel
internal import ReevePattern

/// A rule as one binding applies it, as far as the agent alone decides. A class: many agents share the reaches of wide
/// bindings.
final class AccessReach: Sendable {
    /// In order of policy, binding and rule.
    struct Order: Comparable {
        let place: AccessBindingIndex.Place
        let rule: Int32

        static func < (lhs: Order, rhs: Order) -> Bool { (lhs.place, lhs.rule) < (rhs.place, rhs.rule) }
    }

    let order: Order
    let rule: PolicyRule
    let reference: RuleReference
    let priority: Int
    /// The rule's target within what the binding is about.
    let target: AccessTarget
    /// What decides at run time, in words.
    let conditions: [String]
    /// Who must have submitted the work: a user, a service account, a membership role; nil for anyone.
    private let subject: String?

    /// Nil where the rule is about other actions, or about nothing that the binding leads to.
    ///
    /// A rule under several bindings has a reach for each of them; the smallest priority decides.
    init?(
        _ entry: PolicySet.Entry, _ binding: PolicyBinding, _ action: PolicyAction, everything: AccessTarget,
        order: Order
    ) {
        guard entry.rule.actions.contains(action) else { return nil }
        let kind = action.targetKind.rawValue
        var target: AccessTarget? = everything
        if let own = entry.rule.target { target = target?.narrowed(to: own) }
        switch binding.scope {
        case .tool where binding.problems.isEmpty: target = target?.narrowed(to: "tool:\(binding.id)")
        case .connection where binding.problems.isEmpty: target = target?.narrowed(to: "\(kind):\(binding.id)/**")
        case .resourceNamespace where binding.problems.isEmpty:
            target = target?.narrowed(to: "resource:\(binding.id)/**")
        default: break
        }
        guard let target else { return nil }
        self.order = order
        rule = entry.rule
        reference = entry.reference
        priority = binding.priority
        self.target = target
        conditions = entry.rule.conditions.filter { !AccessReach.settled.contains($0.key) }.map(\.summary)
        subject = binding.subject
    }

    /// Conditions that the agent and its environment settle, so that a grant need not name them.
    static let settled: Set<ConditionKey> = [.environment, .environmentType, .tags, .labels]

    /// Who must have submitted an agent's work; empty for anyone, and where the agent itself acts as the account.
    func subjects(for agent: AccessSide.Agent) -> [String] {
        guard let subject else { return [] }
        if let account = agent.serviceAccount,
            subject == Requester.serviceAccount(account.name, organization: nil).description
        {
            return []
        }
        return [subject]
    }
}

extension AccessTarget {
    fileprivate func narrowed(to text: String) -> AccessTarget? {
        (try? Glob(text)).flatMap { narrowed(to: $0) }
    }
}

extension PolicyAction {
    /// What the action is done to.
    var targetKind: PolicyTarget.Kind {
        switch self {
        case .toolInvoke, .toolList: .tool
        case .resourceRead: .resource
        case .promptInvoke: .prompt
        case .agentInvoke, .taskExecute, .runApprove: .agent
        }
    }
}

extension PolicyBinding {
    /// The subject that must act; nil where the binding does not depend on it.
    fileprivate var subject: String? {
        guard problems.isEmpty else { return nil }
        switch scope {
        case .user: return boundSubject?.description
        case .role: return id.hasPrefix(Self.membershipPrefix) ? id : nil
        default: return nil
        }
    }
}

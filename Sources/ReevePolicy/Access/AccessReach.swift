internal import ReeveModel
internal import ReevePattern

/// A rule by way of one binding, as far as an agent alone decides.
struct AccessReach: Sendable {
    let rule: PolicyRule
    let reference: RuleReference
    let priority: Int
    /// The rule's target within what the binding is about.
    let target: AccessTarget
    /// Who must act: a user, a service account, a membership role; empty for anyone.
    let subjects: [String]
}

extension PolicySet {
    /// The rules that some request of an agent for an action may meet, in order of policy and place.
    ///
    /// A rule under several bindings comes once for each: of one rule the smallest priority decides anyway.
    func reaches(of agent: AccessSide.Agent, _ action: PolicyAction) -> [AccessReach] {
        policies(reaching: agent).flatMap { policy, binding in
            rules[policy.rules].compactMap { entry in
                AccessReach(entry, policy, binding, action)
            }
        }
    }

    /// Policies with each of their bindings that the agent may meet.
    func policies(reaching agent: AccessSide.Agent) -> [(Policy, PolicyBinding)] {
        var found: [(Policy, PolicyBinding)] = []
        for policy in policies where policy.document.key.organization == agent.key.organization {
            for binding in policy.bindings where binding.mayMatch(agent) { found.append((policy, binding)) }
        }
        return found
    }
}

extension AccessReach {
    /// Nil where the rule is about other actions, or about nothing that the binding leads to.
    fileprivate init?(
        _ entry: PolicySet.Entry, _ policy: PolicySet.Policy, _ binding: PolicyBinding, _ action: PolicyAction
    ) {
        let kind = action.targetKind.rawValue
        guard entry.rule.actions.contains(action), let everything = try? Glob(kind + ":**"),
            let target = AccessTarget(everything).narrowed(to: entry.rule.target ?? everything)
        else { return nil }
        var narrowed: AccessTarget? = target
        switch binding.scope {
        case .tool where binding.problems.isEmpty: narrowed = AccessReach.narrow(target, "tool:\(binding.id)")
        case .connection where binding.problems.isEmpty:
            narrowed = AccessReach.narrow(target, "\(kind):\(binding.id)/**")
        case .resourceNamespace where binding.problems.isEmpty:
            narrowed = AccessReach.narrow(target, "resource:\(binding.id)/**")
        default: break
        }
        guard let narrowed else { return nil }
        rule = entry.rule
        reference = entry.reference
        priority = binding.priority
        self.target = narrowed
        subjects = binding.subject.map { [$0] } ?? []
    }

    private static func narrow(_ target: AccessTarget, _ text: String) -> AccessTarget? {
        (try? Glob(text)).flatMap { target.narrowed(to: $0) }
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
    /// Whether some request of the agent matches.
    func mayMatch(_ agent: AccessSide.Agent) -> Bool {
        if let environment, environment != agent.environment.name { return false }
        guard problems.isEmpty else { return true }
        switch scope {
        case .organization: return id == agent.key.organization
        case .environment: return id == agent.environment.name
        case .agent: return id == agent.facts.name
        case .team: return agent.facts.teams.contains(id)
        case .role: return id.hasPrefix(Self.membershipPrefix) || agent.facts.roles.contains(id)
        case .user:
            guard id.hasPrefix(Self.serviceAccountPrefix), let account = agent.serviceAccount else { return true }
            return id.dropFirst(Self.serviceAccountPrefix.count) == account.name
        case .tool, .connection, .resourceNamespace: return true
        }
    }

    /// The subject that must act; nil where the binding does not depend on it.
    fileprivate var subject: String? {
        guard problems.isEmpty else { return nil }
        switch scope {
        case .user: return id.hasPrefix(Self.serviceAccountPrefix) ? id : "user:" + id
        case .role: return id.hasPrefix(Self.membershipPrefix) ? id : nil
        default: return nil
        }
    }
}

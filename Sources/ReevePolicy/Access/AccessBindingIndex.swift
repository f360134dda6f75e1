internal import ReeveModel

/// Finds the bindings that some request of an agent may meet, without touching the others.
///
/// A binding lies under the one name that leads to it: an agent, a team, a Role, a service account; what none of them
/// settles is wide, and concerns every agent of an organization or of an environment.
struct AccessBindingIndex {
    /// A binding by its place in the set; the order is that of policies and of their bindings.
    struct Place: Hashable, Comparable {
        let policy: Int32
        let binding: Int32

        static func < (lhs: Place, rhs: Place) -> Bool { (lhs.policy, lhs.binding) < (rhs.policy, rhs.binding) }
    }

    private enum Holder: Hashable {
        case everyone
        case environment(String)
        case agent(String)
        case team(String)
        case role(String)
        case serviceAccount(String)
    }

    /// By the organization of the policy and the environment of the binding.
    private var holders: [Scope: [Holder: [Place]]] = [:]

    var isEmpty: Bool { holders.isEmpty }

    /// - Parameters:
    ///   - numbers: the policies to index, by their places in `policies`.
    ///   - requesters: who may submit work; a binding to somebody who may concerns every agent.
    init(_ policies: [PolicySet.Policy], _ numbers: some Sequence<Int>, requesters: BoundRequesters) {
        for number in numbers {
            let organization = policies[number].document.key.organization
            for index in policies[number].bindings.indices {
                let place = Place(policy: Int32(number), binding: Int32(index))
                let binding = policies[number].bindings[index]
                let scope = Scope(organization: organization, environment: binding.environment)
                guard let holder = Self.holder(binding, organization, requesters) else { continue }
                holders[scope, default: [:]][holder, default: []].append(place)
            }
        }
    }

    /// Nil where no agent can meet the binding.
    private static func holder(
        _ binding: PolicyBinding, _ organization: String?, _ requesters: BoundRequesters
    ) -> Holder? {
        guard binding.problems.isEmpty else { return .everyone }
        let id = binding.id
        switch binding.scope {
        case .organization: return id == organization ? .everyone : nil
        case .environment: return .environment(id)
        case .agent: return .agent(id)
        case .team: return .team(id)
        case .role: return id.hasPrefix(PolicyBinding.membershipPrefix) ? .everyone : .role(id)
        case .user:
            // Whoever submits work may do so for any agent; an account that may not still acts for its own agent.
            guard let subject = binding.boundSubject, !requesters.mayMatch(subject, in: organization ?? "") else {
                return .everyone
            }
            guard case .requester(.serviceAccount(let name, organization: nil)) = subject else { return nil }
            return .serviceAccount(name)
        case .tool, .connection, .resourceNamespace: return .everyone
        }
    }

    /// The bindings that concern every agent of an environment, in order.
    func wide(_ scope: Scope) -> [Place] {
        var found: [Place] = []
        for holders in partitions(scope) {
            found += holders[.everyone] ?? []
            if let environment = scope.environment { found += holders[.environment(environment)] ?? [] }
        }
        return found.sorted()
    }

    /// The bindings that name the agent or something of it, in order.
    func named(_ agent: AccessSide.Agent) -> [Place] {
        var found: [Place] = []
        for holders in partitions(agent.policyScope) {
            if let places = holders[.agent(agent.facts.name)] { found += places }
            for team in agent.facts.teams { found += holders[.team(team)] ?? [] }
            for role in agent.facts.roles { found += holders[.role(role)] ?? [] }
            if let account = agent.serviceAccount { found += holders[.serviceAccount(account.name)] ?? [] }
        }
        return found.count > 1 ? found.sorted() : found
    }

    private func partitions(_ scope: Scope) -> [[Holder: [Place]]] {
        [holders[Scope(organization: scope.organization)], scope.environment == nil ? nil : holders[scope]]
            .compactMap { $0 }
    }

    func concerns(_ agent: AccessSide.Agent) -> Bool {
        !isEmpty && (!named(agent).isEmpty || !wide(agent.policyScope).isEmpty)
    }
}

extension AccessSide.Agent {
    /// Where policies look for the agent.
    var policyScope: Scope { Scope(organization: key.organization, environment: environment.name) }
}

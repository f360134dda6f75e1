package import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// Who can call what, and what a change gives or takes.
package enum AccessAnalysis {
    package struct Difference: Sendable {
        /// What the new side allows and the old one did not surely allow.
        package let gained: [AccessGrant]
        /// What the old side allowed and the new one does not surely allow.
        package let lost: [AccessGrant]

        package var isEmpty: Bool { gained.isEmpty && lost.isEmpty }
    }

    /// Compares two sides, in order of agents and of the rules.
    ///
    /// Only agents that changed, or that a changed policy or tool declaration concerns, are looked at. A grant whose
    /// conditions changed is lost and gained.
    package static func difference(from old: AccessSide, to new: AccessSide, at time: Timestamp) -> Difference {
        let touched = TouchedAgents(old, new)
        var gained: [AccessGrant] = []
        var lost: [AccessGrant] = []
        for key in Set(old.agents.keys).union(new.agents.keys).sorted() where touched.contains(key) {
            let before = old.grants(of: key, at: time)
            let after = new.grants(of: key, at: time)
            gained += after.filter { grant in !before.contains { grant.isCovered(by: $0) } }
            lost += before.filter { grant in !after.contains { grant.isCovered(by: $0) } }
        }
        return Difference(gained: gained, lost: lost)
    }

    /// The grants of an action that reach a target, which may be a glob such as `tool:git/*`; nil for no glob.
    package static func whoCan(
        _ action: PolicyAction, _ target: String, in side: AccessSide, at time: Timestamp
    ) -> [AccessGrant]? {
        guard let glob = try? Glob.target(target) else { return nil }
        return side.agents.keys.sorted().flatMap { side.grants(of: $0, at: time) }
            .filter { $0.action == action && $0.targets.meets(glob) }
    }
}

/// Tells the agents that a change may concern.
private struct TouchedAgents {
    private let old: AccessSide
    private let new: AccessSide
    /// Policies whose content differs, by what they were and what they are.
    private let oldPolicies: PolicySet.Change
    private let newPolicies: PolicySet.Change
    private let tools: [Scope: [String]]

    init(_ old: AccessSide, _ new: AccessSide) {
        self.old = old
        self.new = new
        oldPolicies = old.policies.change(against: new.policies)
        newPolicies = new.policies.change(against: old.policies)
        var tools: [Scope: [String]] = [:]
        for scope in Set(old.tools.keys).union(new.tools.keys) {
            let before = old.tools[scope] ?? [:]
            let after = new.tools[scope] ?? [:]
            tools[scope] = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        }
        self.tools = tools
    }

    func contains(_ key: ObjectKey) -> Bool {
        guard let before = old.agents[key], let after = new.agents[key], before == after else { return true }
        if oldPolicies.concerns(after) || newPolicies.concerns(after) { return true }
        return tools[key.scope]?.contains { after.grant.tools.covers($0) } ?? false
    }
}

extension PolicySet {
    /// Those policies of one set that another has not, or has otherwise.
    fileprivate struct Change {
        let policies: [Policy]

        func concerns(_ agent: AccessSide.Agent) -> Bool {
            policies.contains { policy in
                policy.document.key.organization == agent.key.organization
                    && policy.bindings.contains { $0.mayMatch(agent) }
            }
        }
    }

    fileprivate func change(against other: PolicySet) -> Change {
        let known = Dictionary(other.policies.map { ($0.document.key, $0.document.spec) }) { first, _ in first }
        return Change(policies: policies.filter { known[$0.document.key] != $0.document.spec })
    }
}

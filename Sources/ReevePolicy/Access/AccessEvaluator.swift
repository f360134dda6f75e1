internal import ReeveJSON
package import ReeveModel
internal import ReevePattern

extension AccessSide {
    /// What calls others; the work of an agent itself (`task.execute`, `run.approve`) is not an access to something.
    package static let actions: [PolicyAction] = [.toolInvoke, .resourceRead, .promptInvoke, .agentInvoke]
}

/// Tells what the agents of one side may do, and keeps what they share while it is asked.
///
/// The work for an agent goes with the bindings that name it and with the wide rules about the same connection, not
/// with the policies of the set.
struct AccessEvaluator {
    private let side: AccessSide
    private let index: AccessBindingIndex
    private var tables: [Scope: [AccessReachTable]] = [:]
    /// A target of every kind's texts, in order of ``AccessSide/actions``.
    private let everything: [AccessTarget]
    /// Pairs of an agent and a binding, and of a target and a rule, that were looked at.
    private(set) var visits = 0

    init(_ side: AccessSide) {
        self.side = side
        index = AccessBindingIndex(
            side.policies.policies, side.policies.policies.indices, requesters: side.requesters)
        everything = AccessSide.actions.compactMap { action in
            (try? Glob(action.targetKind.rawValue + ":**")).map { AccessTarget($0) }
        }
    }

    /// Everything that an agent may do; nothing for one that is off.
    ///
    /// Compares each glob of the agent's list with each rule's target, never with single tools. `time` only tells
    /// whether the service account has expired.
    mutating func grants(of agent: AccessSide.Agent, at time: Timestamp) -> [AccessGrant] {
        guard agent.grant.isEnabled else { return [] }
        if let account = agent.serviceAccount {
            guard account.isEnabled, account.expiresAt.map({ time < $0 }) ?? true else { return [] }
        }
        let places = index.named(agent)
        visits += places.count
        let tables = tables(of: agent)
        var grants: [AccessGrant] = []
        for (number, action) in AccessSide.actions.enumerated()
        where agent.serviceAccount?.scopes.covers(action.rawValue) ?? true {
            let reaches = AgentReaches(own: reaches(places, number), wide: tables[number])
            guard !reaches.isEmpty else { continue }
            var work = AccessGrantReader(agent: agent, action: action, reaches: reaches, side: side)
            grants += work.grants()
            visits += work.visits
        }
        return grants
    }

    /// The reaches of some bindings for one action, in order.
    private func reaches(_ places: [AccessBindingIndex.Place], _ action: Int) -> [AccessReach] {
        let policies = side.policies
        var found: [AccessReach] = []
        for place in places {
            let binding = policies.policies[Int(place.policy)].bindings[Int(place.binding)]
            for rule in policies.policies[Int(place.policy)].rules {
                let reach = AccessReach(
                    policies.rules[rule], binding, AccessSide.actions[action], everything: everything[action],
                    order: AccessReach.Order(place: place, rule: Int32(rule)))
                if let reach { found.append(reach) }
            }
        }
        return found
    }

    private mutating func tables(of agent: AccessSide.Agent) -> [AccessReachTable] {
        let scope = agent.policyScope
        if let known = tables[scope] { return known }
        let places = index.wide(scope)
        visits += places.count
        let new = AccessSide.actions.indices.map { AccessReachTable(reaches(places, $0)) }
        tables[scope] = new
        return new
    }
}

/// Works out the grants of one agent for one action.
private struct AccessGrantReader {
    let agent: AccessSide.Agent
    let action: PolicyAction
    let reaches: AgentReaches
    let side: AccessSide
    private(set) var visits = 0

    init(agent: AccessSide.Agent, action: PolicyAction, reaches: AgentReaches, side: AccessSide) {
        self.agent = agent
        self.action = action
        self.reaches = reaches
        self.side = side
    }

    mutating func grants() -> [AccessGrant] {
        var found: [AccessGrant] = []
        var seen: Set<AccessGrant.Identity> = []
        for (reach, target) in parts() {
            guard let grant = grant(reach, target) else { continue }
            if seen.insert(grant.identity).inserted { found.append(grant) }
        }
        return found
    }

    /// The targets of allow rules, as far as the agent's own list holds them too; in order of rules and of the list.
    private mutating func parts() -> [(AccessReach, AccessTarget)] {
        guard action == .toolInvoke else {
            let all = reaches.candidates(nil)
            visits += all.count
            return all.filter(\.isReadableAllow).map { ($0, $0.target) }
        }
        var parts: [(reach: AccessReach, glob: Int, target: AccessTarget)] = []
        for (number, listed) in agent.grant.tools.globs.enumerated() {
            guard let glob = try? Glob("tool:" + listed.source) else { continue }
            let candidates = reaches.candidates(AccessTarget(glob).front)
            visits += candidates.count
            for reach in candidates where reach.isReadableAllow {
                if let target = reach.target.narrowed(to: glob) { parts.append((reach, number, target)) }
            }
        }
        if agent.grant.tools.globs.count > 1 {
            parts.sort { ($0.reach.order, $0.glob) < ($1.reach.order, $1.glob) }
        }
        return parts.map { ($0.reach, $0.target) }
    }

    private mutating func grant(_ reach: AccessReach, _ target: AccessTarget) -> AccessGrant? {
        var facts = StaticFacts(agent, target, side.declarations)
        guard !facts.refute(reach.rule) else { return nil }
        var exceptions: [AccessReach] = []
        var needsApproval = reach.rule.approval != nil
        let others = reaches.candidates(target.front)
        visits += others.count
        for other in others where other.priority <= reach.priority {
            guard target.meets(other.target), !facts.refute(other.rule) else { continue }
            let isCertain =
                other.subjects(for: agent).isEmpty && facts.settle(other.rule)
                && target.isSurelyCovered(by: other.target)
            switch other.rule.effect {
            case .deny where isCertain: return nil
            case .deny: exceptions.append(other)
            case .allow where isCertain && other.rule.problems.isEmpty:
                // It decides before this one; at the same priority both do, and what they require adds up.
                if other.priority < reach.priority { return nil }
                if other.rule.approval != nil { needsApproval = true }
            case .allow: continue
            }
        }
        let subjects = reach.subjects(for: agent)
        return AccessGrant(
            agent: agent.key, action: action, target: target.text,
            conditions: reach.rule.conditions.map(\.key).filter { !AccessReach.settled.contains($0) },
            subjects: subjects, needsApproval: needsApproval,
            exceptions: exceptions.map { AccessException($0, for: agent) },
            rule: reach.reference, priority: reach.priority, conditionWords: reach.conditions,
            terms: AccessTerms(rule: reach.rule.termsDigest, subjects: subjects, needsApproval: needsApproval),
            targets: target)
    }
}

extension AccessReach {
    fileprivate var isReadableAllow: Bool { rule.effect == .allow && rule.problems.isEmpty }
}

/// What is known of an agent and a target before any call. The target is read only where a rule has conditions, and
/// the tool's declaration only where one asks about it.
private struct StaticFacts {
    private let agent: AccessSide.Agent
    private let target: AccessTarget
    private let declarations: any AccessDeclarations
    private lazy var only = target.only
    private lazy var request = PolicyRequest(
        organization: agent.key.organization ?? "", environment: agent.environment, action: .toolInvoke,
        target: only ?? .agent(slug: agent.facts.slug), agent: agent.facts, time: Timestamp(microseconds: 0))
    private var hasTool = false

    init(_ agent: AccessSide.Agent, _ target: AccessTarget, _ declarations: any AccessDeclarations) {
        self.agent = agent
        self.target = target
        self.declarations = declarations
    }

    /// Risk and traits are known where the target is one tool.
    private mutating func knows(_ key: ConditionKey) -> Bool {
        switch key {
        case .risk, .traits: only != nil
        default: AccessReach.settled.contains(key)
        }
    }

    /// Whether the rule cannot match, whatever the call.
    mutating func refute(_ rule: PolicyRule) -> Bool {
        guard rule.problems.isEmpty else { return false }
        for condition in rule.conditions where knows(condition.key) {
            if !hasTool, condition.key == .risk || condition.key == .traits, let only {
                // What is not declared counts as the worst.
                request.tool = declarations.tool(only.address, in: agent.key.scope) ?? ToolFacts()
                hasTool = true
            }
            if case .fails = condition.evaluate(request) { return true }
        }
        return false
    }

    /// Whether a rule that is not refuted matches every call; one that cannot be read denies every one.
    mutating func settle(_ rule: PolicyRule) -> Bool {
        if !rule.problems.isEmpty { return true }
        for condition in rule.conditions where !knows(condition.key) { return false }
        return true
    }
}

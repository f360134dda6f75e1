import ReeveJSON
import ReeveModel
import ReevePattern

@testable import ReevePolicy

/// The access analysis in the plainest form: every policy for every agent and action, no index, nothing shared or
/// kept, every tool looked at.
struct PlainAccess {
    let set: PolicySet
    let agents: [AccessSide.Agent]
    let tools: [Scope: [String: ToolFacts]]

    var side: AccessSide { AccessSide(policies: set, agents: agents, tools: tools) }

    static func difference(
        from old: PlainAccess, to new: PlainAccess, at time: Timestamp
    ) -> (gained: [AccessGrant], lost: [AccessGrant]) {
        var gained: [AccessGrant] = []
        var lost: [AccessGrant] = []
        for key in Set((old.agents + new.agents).map(\.key)).sorted() {
            let before = old.agents.first { $0.key == key }.map { old.grants(of: $0, at: time) } ?? []
            let after = new.agents.first { $0.key == key }.map { new.grants(of: $0, at: time) } ?? []
            gained += after.filter { grant in !before.contains { grant.isCovered(by: $0) } }
            lost += before.filter { grant in !after.contains { grant.isCovered(by: $0) } }
        }
        return (gained, lost)
    }

    func grants(of agent: AccessSide.Agent, at time: Timestamp) -> [AccessGrant] {
        guard agent.grant.isEnabled else { return [] }
        if let account = agent.serviceAccount {
            guard account.isEnabled, account.expiresAt.map({ time < $0 }) ?? true else { return [] }
        }
        return AccessSide.actions.filter { agent.serviceAccount?.scopes.covers($0.rawValue) ?? true }
            .flatMap { grants(of: agent, $0) }
    }

    private struct Reach {
        let rule: PolicyRule
        let reference: RuleReference
        let priority: Int
        let target: AccessTarget
        let subjects: [String]
    }

    private func reaches(of agent: AccessSide.Agent, _ action: PolicyAction) -> [Reach] {
        var found: [Reach] = []
        for policy in set.policies where policy.document.key.organization == agent.key.organization {
            for binding in policy.bindings where mayMatch(binding, agent) {
                for entry in set.rules[policy.rules] where entry.rule.actions.contains(action) {
                    guard let target = target(entry.rule, binding, action) else { continue }
                    var subjects: [String] = []
                    let isAccount = binding.id.hasPrefix("service-account:")
                    if binding.problems.isEmpty, binding.scope == .user {
                        if binding.id != agent.serviceAccount.map({ "service-account:" + $0.name }) {
                            subjects = [isAccount || binding.id.hasPrefix("os:") ? binding.id : "user:" + binding.id]
                        }
                    } else if binding.problems.isEmpty, binding.scope == .role, binding.id.hasPrefix("membership:") {
                        subjects = [binding.id]
                    }
                    found.append(
                        Reach(
                            rule: entry.rule, reference: entry.reference, priority: binding.priority, target: target,
                            subjects: subjects))
                }
            }
        }
        return found
    }

    private func mayMatch(_ binding: PolicyBinding, _ agent: AccessSide.Agent) -> Bool {
        if let environment = binding.environment, environment != agent.environment.name { return false }
        guard binding.problems.isEmpty else { return true }
        let id = binding.id
        switch binding.scope {
        case .organization: return id == agent.key.organization
        case .environment: return id == agent.environment.name
        case .agent: return id == agent.facts.name
        case .team: return agent.facts.teams.contains(id)
        case .role: return id.hasPrefix("membership:") || agent.facts.roles.contains(id)
        case .user:
            // Whoever it is may submit work for the agent.
            return true
        case .tool, .connection, .resourceNamespace: return true
        }
    }

    private func target(_ rule: PolicyRule, _ binding: PolicyBinding, _ action: PolicyAction) -> AccessTarget? {
        let kind = action.targetKind.rawValue
        guard let everything = try? Glob(kind + ":**"),
            let target = AccessTarget(everything).narrowed(to: rule.target ?? everything)
        else { return nil }
        var text: String?
        switch binding.scope {
        case .tool where binding.problems.isEmpty: text = "tool:\(binding.id)"
        case .connection where binding.problems.isEmpty: text = "\(kind):\(binding.id)/**"
        case .resourceNamespace where binding.problems.isEmpty: text = "resource:\(binding.id)/**"
        default: break
        }
        guard let text else { return target }
        return (try? Glob(text)).flatMap { target.narrowed(to: $0) }
    }

    private func grants(of agent: AccessSide.Agent, _ action: PolicyAction) -> [AccessGrant] {
        let reaches = reaches(of: agent, action)
        var found: [AccessGrant] = []
        for reach in reaches where reach.rule.effect == .allow && reach.rule.problems.isEmpty {
            var parts = [reach.target]
            if action == .toolInvoke {
                parts = agent.grant.tools.globs.compactMap { glob in
                    (try? Glob("tool:" + glob.source)).flatMap { reach.target.narrowed(to: $0) }
                }
            }
            for part in parts {
                guard let grant = grant(agent, action, reach, part, among: reaches) else { continue }
                if !found.contains(where: { $0.identity == grant.identity }) { found.append(grant) }
            }
        }
        return found
    }

    private func grant(
        _ agent: AccessSide.Agent, _ action: PolicyAction, _ reach: Reach, _ target: AccessTarget,
        among reaches: [Reach]
    ) -> AccessGrant? {
        let only = target.only
        let settled: Set<ConditionKey> = [.environment, .environmentType, .tags, .labels]
        let keys = only == nil ? settled : settled.union([.risk, .traits])
        let request = PolicyRequest(
            organization: agent.key.organization ?? "", environment: agent.environment, action: .toolInvoke,
            target: only ?? .agent(slug: agent.facts.slug), agent: agent.facts,
            tool: only.flatMap { tools[agent.key.scope]?[$0.address] } ?? ToolFacts(), time: Timestamp(microseconds: 0))
        func isRefuted(_ rule: PolicyRule) -> Bool {
            rule.problems.isEmpty
                && rule.conditions.contains { condition in
                    guard keys.contains(condition.key), case .fails = condition.evaluate(request) else { return false }
                    return true
                }
        }
        guard !isRefuted(reach.rule) else { return nil }
        var exceptions: [AccessException] = []
        var needsApproval = reach.rule.approval != nil
        for other in reaches where other.priority <= reach.priority {
            guard target.meets(other.target), !isRefuted(other.rule) else { continue }
            let isSettled = !other.rule.problems.isEmpty || other.rule.conditions.allSatisfy { keys.contains($0.key) }
            let isCertain = other.subjects.isEmpty && isSettled && target.isSurelyCovered(by: other.target)
            if other.rule.effect == .deny {
                if isCertain { return nil }
                exceptions.append(
                    AccessException(
                        rule: other.reference,
                        when: other.rule.conditions.filter { !settled.contains($0.key) }.map(\.summary)
                            + other.subjects.map { "requested by " + $0 },
                        terms: .init(
                            rule: other.rule.contentDigest, subjects: other.subjects, target: other.target)))
            } else if isCertain, other.rule.problems.isEmpty {
                if other.priority < reach.priority { return nil }
                if other.rule.approval != nil { needsApproval = true }
            }
        }
        return AccessGrant(
            agent: agent.key, action: action, target: target.text,
            conditions: reach.rule.conditions.map(\.key).filter { !settled.contains($0) }, subjects: reach.subjects,
            needsApproval: needsApproval,
            exceptions: exceptions.map {
                $0.when.isEmpty ? AccessException(rule: $0.rule, when: [$0.terms.target.text], terms: $0.terms) : $0
            }, rule: reach.reference, priority: reach.priority,
            conditionWords: reach.rule.conditions.filter { !settled.contains($0.key) }.map(\.summary),
            terms: AccessTerms(rule: reach.rule.termsDigest, subjects: reach.subjects, needsApproval: needsApproval),
            targets: target)
    }
}

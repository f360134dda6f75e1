package import ReeveJSON
package import ReeveModel
internal import ReevePattern

extension AccessSide {
    /// What calls others; the work of an agent itself (`task.execute`, `run.approve`) is not an access to something.
    package static let actions: [PolicyAction] = [.toolInvoke, .resourceRead, .promptInvoke, .agentInvoke]

    /// Conditions that the agent and its environment settle, so that a grant need not name them.
    private static let settled: Set<ConditionKey> = [.environment, .environmentType, .tags, .labels]

    /// Everything that an agent may do; nothing for one that is off.
    ///
    /// Compares each glob of the agent's list with each rule's target, never with single tools. `time` only tells
    /// whether the service account has expired.
    package func grants(of key: ObjectKey, at time: Timestamp) -> [AccessGrant] {
        guard let agent = agents[key], agent.grant.isEnabled else { return [] }
        if let account = agent.serviceAccount {
            guard account.isEnabled, account.expiresAt.map({ time < $0 }) ?? true else { return [] }
        }
        return AccessSide.actions.filter { agent.serviceAccount?.scopes.covers($0.rawValue) ?? true }
            .flatMap { grants(of: agent, $0) }
    }

    private func grants(of agent: Agent, _ action: PolicyAction) -> [AccessGrant] {
        let reaches = policies.reaches(of: agent, action)
        var found: [AccessGrant] = []
        var seen: Set<ContentDigest> = []
        for reach in reaches where reach.rule.effect == .allow && reach.rule.problems.isEmpty {
            for part in parts(of: reach.target, agent, action) {
                guard let grant = grant(agent, action, reach, part, among: reaches) else { continue }
                if seen.insert(grant.identity).inserted { found.append(grant) }
            }
        }
        return found
    }

    /// The parts of a target that the agent's own list holds too.
    private func parts(of target: AccessTarget, _ agent: Agent, _ action: PolicyAction) -> [AccessTarget] {
        guard action == .toolInvoke else { return [target] }
        return agent.grant.tools.globs.compactMap { glob in
            (try? Glob("tool:" + glob.source)).flatMap { target.narrowed(to: $0) }
        }
    }

    private func grant(
        _ agent: Agent, _ action: PolicyAction, _ reach: AccessReach, _ target: AccessTarget,
        among reaches: [AccessReach]
    ) -> AccessGrant? {
        let facts = StaticFacts(agent, tools: tools[agent.key.scope] ?? [:], target: target)
        guard !facts.refute(reach.rule) else { return nil }
        var exceptions: [AccessReach] = []
        var needsApproval = reach.rule.approval != nil
        for other in reaches where other.priority <= reach.priority {
            guard target.meets(other.target), !facts.refute(other.rule) else { continue }
            let isCertain =
                other.subjects.isEmpty && facts.settle(other.rule) && target.isSurelyCovered(by: other.target)
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
        let exceptionTerms = Set(exceptions.map(\.rule.contentDigest))
        let terms = ContentDigest.of(
            JSONValue.array([
                .string(reach.rule.termsDigest.hex), JSONValue(reach.subjects), .bool(needsApproval),
            ]))
        let identity = ContentDigest.of(
            JSONValue.array([
                .string(agent.key.description), .string(action.rawValue), .string(target.text), .string(terms.hex),
                JSONValue(exceptionTerms.map(\.hex).sorted()),
            ]))
        return AccessGrant(
            agent: agent.key, action: action, target: target.text,
            conditions: reach.rule.conditions.map(\.key).filter { !AccessSide.settled.contains($0) },
            subjects: reach.subjects, needsApproval: needsApproval, exceptions: exceptions.map(\.reference),
            rule: reach.reference, priority: reach.priority, identity: identity, terms: terms, targets: target,
            exceptionTerms: exceptionTerms)
    }

    /// What is known of an agent and a target before any call.
    private struct StaticFacts {
        private let request: PolicyRequest
        private let keys: Set<ConditionKey>

        /// Risk and traits are known where the target is one tool; what is not declared counts as the worst.
        init(_ agent: Agent, tools: [String: ToolFacts], target: AccessTarget) {
            let only = target.only
            request = PolicyRequest(
                organization: agent.key.organization ?? "", environment: agent.environment, action: .toolInvoke,
                target: only ?? .agent(slug: agent.facts.slug), agent: agent.facts,
                tool: only.flatMap { tools[$0.address] } ?? ToolFacts(), time: Timestamp(microseconds: 0))
            keys = only == nil ? AccessSide.settled : AccessSide.settled.union([.risk, .traits])
        }

        /// Whether the rule cannot match, whatever the call.
        func refute(_ rule: PolicyRule) -> Bool {
            rule.conditions.contains { condition in
                guard keys.contains(condition.key), case .fails = condition.evaluate(request) else { return false }
                return rule.problems.isEmpty
            }
        }

        /// Whether a rule that is not refuted matches every call; one that cannot be read denies every one.
        func settle(_ rule: PolicyRule) -> Bool {
            !rule.problems.isEmpty || rule.conditions.allSatisfy { keys.contains($0.key) }
        }
    }
}

internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy

/// A task with the objects that it names, decided by one scope.
struct TaskSubject: Sendable {
    let scope: ExecutionScope
    let requester: ResolvedRequester
    let agent: ExecutionScope.Agent
    /// The provider of the task, then its fallbacks in their order.
    let providers: [ExecutionScope.Provider]
    let offered: OfferedTools
    let caps: TaskCaps
    let decision: PolicyDecision

    /// Asks whether the agent may do the task now, and finds what it needs. What a question needs later is found before
    /// the first.
    ///
    /// - Throws: ``GateRefusal``.
    init(_ spec: BatchSpec.Task, agent name: String?, _ facts: TaskFacts) throws(GateRefusal) {
        let scope = facts.scope
        if let flaw = scope.flaw { throw GateRefusal.edited(flaw) }
        guard let name, let agent = scope.agents[name] else {
            throw GateRefusal(.resolve, .agentMissing, "there is no agent '\(name ?? "")'")
        }
        guard agent.spec.isEnabled else { throw GateRefusal(.resolve, .agentDisabled, "agent '\(name)' is disabled") }
        decision = try TaskSubject.decide(agent, facts)
        providers = try TaskSubject.providers(spec, agent: agent, name: name, in: scope)
        offered = try OfferedTools(spec, agent: agent, facts)
        caps = TaskCaps(agent: agent.spec.limits, item: spec.limits)
        self.scope = scope
        requester = facts.requester
        self.agent = agent
    }

    /// Asks grants and policies for `task.execute`.
    static func decide(
        _ agent: ExecutionScope.Agent, _ facts: TaskFacts, deferring conditions: Set<ConditionKey> = []
    ) throws(GateRefusal) -> PolicyDecision {
        let target = PolicyTarget.agent(slug: agent.spec.slug)
        var grants = agent.grants
        grants.requester = facts.requester
        if let refusal = grants.refusals(of: .taskExecute, on: target, at: facts.now).first {
            throw GateRefusal(.policy, .policyDenied, "\(refusal)", status: .denied)
        }
        let request = facts.request(.taskExecute, on: target, agent: agent)
        let decision = facts.scope.policies.decide(request, deferring: conditions)
        guard decision.isAllowed else {
            var message = decision.because
            if decision.deciding.isEmpty, let miss = facts.scope.policies.nearestMiss(request) {
                message += " (\(miss))"
            }
            throw GateRefusal(.policy, .policyDenied, message, status: .denied, decision: decision)
        }
        return decision
    }

    private static func providers(
        _ spec: BatchSpec.Task, agent: ExecutionScope.Agent, name: String, in scope: ExecutionScope
    ) throws(GateRefusal) -> [ExecutionScope.Provider] {
        guard let first = spec.provider ?? agent.spec.provider else {
            throw GateRefusal(.resolve, .providerError, "neither the item nor agent '\(name)' names a provider")
        }
        guard let provider = scope.teamwork.providers[first] else {
            throw GateRefusal(.resolve, .providerError, "there is no provider '\(first)'")
        }
        var chain = [provider]
        for fallback in provider.spec.fallback where !chain.contains(where: { $0.name == fallback }) {
            guard let next = scope.teamwork.providers[fallback] else {
                throw GateRefusal(
                    .resolve, .providerError, "there is no provider '\(fallback)', the fallback of '\(first)'")
            }
            chain.append(next)
        }
        return chain
    }

    /// The model that a provider is asked for: of the first provider the item's, the agent's or its own; of a fallback
    /// its own, since another provider names its models otherwise. Empty where the provider chooses.
    func model(_ spec: BatchSpec.Task, at index: Int) -> String {
        let asked = spec.model ?? agent.spec.model
        let own = providers[index].spec.model
        return (index == 0 ? asked ?? own : own ?? asked) ?? ""
    }
}

internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy

/// What a decision about a task goes by, at one moment.
struct TaskFacts: Sendable {
    let scope: ExecutionScope
    let requester: ResolvedRequester
    let context: CallContext
    let now: Timestamp

    /// The question that the policies are asked. A tool is asked about as the model would call it.
    func request(_ action: PolicyAction, on target: PolicyTarget, agent: ExecutionScope.Agent) -> PolicyRequest {
        var request = PolicyRequest(
            organization: scope.organization, environment: scope.facts, action: action, target: target,
            agent: agent.facts, subject: SubjectFacts(requester, agentAccount: agent.spec.serviceAccount),
            origin: target.kind == .tool ? .model : context.origin, time: now)
        request.depth = context.depth
        request.isTainted = context.isTainted
        request.callsInRun = context.callsInRun
        return request
    }
}

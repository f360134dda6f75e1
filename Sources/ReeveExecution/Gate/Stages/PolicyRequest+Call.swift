internal import ReeveJSON
internal import ReeveModel
package import ReevePolicy

extension PolicyRequest {
    /// The question that the policies are asked about a call.
    package init(_ subject: CallSubject, _ facts: GateCase) {
        let (scope, declared) = (facts.scope, subject.declaration?.spec)
        self.init(
            organization: scope.organization, environment: scope.facts, action: .toolInvoke,
            target: .tool(subject.address), agent: subject.agent.facts,
            subject: SubjectFacts(facts.requester, agentAccount: subject.agent.spec.serviceAccount),
            tool: ToolFacts(
                risk: declared?.risk.flatMap { RiskLevel(rawValue: $0.rawValue) },
                traits: declared?.traits.map { Set($0.compactMap { ToolTrait(rawValue: $0.rawValue) }) }),
            arguments: .object(subject.input), origin: facts.context.origin, time: facts.now)
        depth = facts.context.depth
        isTainted = facts.context.isTainted
        callsInRun = facts.context.callsInRun
    }
}

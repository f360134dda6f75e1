internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// Finds the agent, the connection and the tool that the call names.
struct ResolveCheck: StageCheck {
    var stage: GateStage { .resolve }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        let facts = gate.facts
        var input = BoundInput(sent: .object([:]))
        if case .bound(let bound) = facts.input { input = bound }
        let subject = try CallSubject.resolve(agent: facts.agent, tool: facts.tool, input: input, in: facts.scope)
        gate.subject = subject
        return "\(subject.address) at \(subject.tool.definition.version)"
    }
}

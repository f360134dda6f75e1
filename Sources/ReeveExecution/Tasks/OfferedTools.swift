internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

/// The tools that a task's model is shown, found before the first question.
///
/// A tool is shown where the agent's list and the item's have it, its definition is there, and the policies may allow a
/// call. What is not shown cannot be called either: the gate asks each call again.
struct OfferedTools: Sendable {
    let tools: [ModelTool]
    /// What is left out and why, for the run's steps.
    let hidden: [String]
    /// The item's list; nil where it narrows nothing.
    let narrowing: GrantCheck.Allowance?

    /// - Throws: ``GateRefusal`` with `tool.missing` where a list names a tool that is not there.
    init(_ spec: BatchSpec.Task, agent: ExecutionScope.Agent, _ facts: TaskFacts) throws(GateRefusal) {
        let scope = facts.scope
        let own = agent.spec.connection
        let narrowed = spec.tools.map { texts in
            texts.map { own != nil && !$0.contains("/") && $0 != "**" ? (own ?? "") + "/" + $0 : $0 }
        }
        narrowing = narrowed.map { GrantCheck.Allowance.tools($0) }
        let lists = [agent.spec.tools] + (narrowed.map { [$0] } ?? [])
        for address in narrowed ?? agent.spec.tools where !OfferedTools.isGlob(address) {
            guard let address = ToolAddress(address), scope.tools[address.unversioned]?.current != nil else {
                throw GateRefusal(
                    .resolve, .toolMissing,
                    "tool '\(address)' is not known, and the task may need it; 'reeve tools sync' asks its server")
            }
        }
        let allowances = lists.map { GrantCheck.Allowance.tools($0) }
        var tools: [ModelTool] = []
        var hidden: [String] = []
        for (address, tool) in scope.tools.sorted(by: { $0.key < $1.key }) {
            guard allowances.allSatisfy({ $0.covers(address) }), let current = tool.current,
                let parsed = ToolAddress(address)
            else { continue }
            if let why = OfferedTools.reasonToHide(parsed, current, agent: agent, facts) {
                hidden.append("\(address): \(why)")
                continue
            }
            let definition = (try? JSONParser.parse(current.definition.definition)) ?? .null
            tools.append(
                ModelTool(
                    name: address, description: definition["description"]?.string,
                    inputSchema: definition["inputSchema"] ?? ["type": "object"]))
        }
        self.tools = tools
        self.hidden = hidden
    }

    private static func isGlob(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

    private static func reasonToHide(
        _ address: ToolAddress, _ tool: CompiledTool, agent: ExecutionScope.Agent, _ facts: TaskFacts
    ) -> String? {
        let scope = facts.scope
        let declaration = scope.declarations[address.unversioned]
        if declaration?.spec.isEnabled == false { return "it is disabled" }
        if tool.definition.status == .vanished, scope.connections[address.connection]?.spec.vanished != .keep {
            return "its server does not offer it any more"
        }
        var grants = agent.grants
        grants.requester = facts.requester
        if let refusal = grants.refusals(of: .toolList, on: .tool(address), at: facts.now).first { return "\(refusal)" }
        var request = facts.request(.toolList, on: .tool(address), agent: agent)
        request.tool = ToolFacts(
            risk: declaration?.spec.risk.flatMap { RiskLevel(rawValue: $0.rawValue) },
            traits: declaration?.spec.traits.map { Set($0.compactMap { ToolTrait(rawValue: $0.rawValue) }) })
        let decision = scope.policies.decide(request)
        return decision.isAllowed ? nil : decision.because
    }
}

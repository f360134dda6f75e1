internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel

extension CallSubject {
    /// Finds the agent, the connection and the tool. A missing one is refused; nothing stands in for it.
    static func resolve(
        agent name: String?, tool text: String?, input: BoundInput, in scope: ExecutionScope
    ) throws(GateRefusal) -> CallSubject {
        if let flaw = scope.flaw { throw GateRefusal.edited(flaw) }
        guard let name, let agent = scope.agents[name] else {
            throw GateRefusal(
                .resolve, .agentMissing,
                "there is no agent '\(name ?? "")'" + Self.nearest(name ?? "", among: scope.agents.keys))
        }
        guard agent.spec.isEnabled else { throw GateRefusal(.resolve, .agentDisabled, "agent '\(name)' is disabled") }
        guard let text, let address = ToolAddress(text) else {
            throw GateRefusal(.resolve, .toolMissing, "'\(text ?? "")' is no tool address")
        }
        guard let connection = scope.connections[address.connection] else {
            throw GateRefusal(
                .resolve, .toolMissing,
                "there is no connection '\(address.connection)'"
                    + Self.nearest(address.connection, among: scope.connections.keys))
        }
        let declaration = scope.declarations[address.unversioned]
        if let declaration, !declaration.spec.isEnabled {
            throw GateRefusal(.resolve, .toolDisabled, "tool '\(address.unversioned)' is disabled")
        }
        guard let known = scope.tools[address.unversioned], let tool = known.current else {
            throw GateRefusal(
                .resolve, .toolMissing,
                "tool '\(address.unversioned)' is not known; "
                    + (Self.nearest(address.unversioned, among: scope.tools.keys).nonEmpty.map {
                        String($0.dropFirst(2))
                    }
                        ?? "'reeve tools sync' asks its server"))
        }
        guard known.isIntact else { throw GateRefusal.edited("the definition of '\(address.unversioned)'") }
        let coerced = declaration?.spec.coerces == true ? tool.coerce(input.sent) : input.sent
        guard let object = coerced.object else {
            throw GateRefusal(.resolve, .inputInvalid, "the input is no object but \(coerced.typeName)")
        }
        return CallSubject(
            address: address, agent: agent, connection: connection, declaration: declaration, tool: tool,
            observed: known.observed, input: object, shownInput: input.shown, pin: scope.pins[address.unversioned])
    }

    /// A longer list of names is not searched for the likely one: every run of a batch may ask.
    private static let suggestionsMax = 2_000

    /// A hint such as `; did you mean 'git/git_log'?`; empty where no name is near.
    private static func nearest(_ name: String, among names: some Collection<String>) -> String {
        guard names.count <= suggestionsMax, let nearest = NearestName.suggestion(for: name, among: names.sorted())
        else { return "" }
        return "; did you mean '\(nearest)'?"
    }
}

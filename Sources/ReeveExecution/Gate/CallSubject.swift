internal import ReeveAudit
internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveRedaction
package import ReeveScheduler
internal import ReeveStore

/// A call with everything that it names found: what the first stage of the gate makes.
package struct CallSubject: Sendable {
    package let address: ToolAddress
    package let agent: ExecutionScope.Agent
    package let connection: ExecutionScope.Connection
    package let declaration: ExecutionScope.Declaration?
    package let tool: CompiledTool
    package let observed: ContentDigest
    /// After `fromItem`, `fromSecret` and `coerce`: exactly as it will be sent.
    package var input: JSONObject
    /// What is written and shown in its stead, where that differs: secrets are references there.
    package var shownInput: JSONValue?
    package let pin: ContentDigest?

    package var isIdempotent: Bool { declaration?.spec.isIdempotent ?? false }

    /// Finds the agent, the connection and the tool; nobody stands in for one that is missing.
    package static func resolve(
        agent name: String?, tool text: String?, input: JSONValue, in scope: ExecutionScope
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
        let coerced = declaration?.spec.coerces == true ? tool.coerce(input) : input
        guard let object = coerced.object else {
            throw GateRefusal(.resolve, .inputInvalid, "the input is no object but \(coerced.typeName)")
        }
        return CallSubject(
            address: address, agent: agent, connection: connection, declaration: declaration, tool: tool,
            observed: known.observed, input: object, pin: scope.pins[address.unversioned])
    }

    /// More names than this are not searched for the one that is meant: every run of a batch may ask.
    private static let suggestionsMax = 2_000

    /// `; did you mean 'git/git_log'?`, or nothing.
    private static func nearest(_ name: String, among names: some Collection<String>) -> String {
        guard names.count <= suggestionsMax, let nearest = NearestName.suggestion(for: name, among: names.sorted())
        else { return "" }
        return "; did you mean '\(nearest)'?"
    }

    /// Compares what is pinned with what the last sync saw, and what was asked for with what is current.
    package func checkPins(in scope: ExecutionScope) throws(GateRefusal) {
        let definition = tool.definition
        let name = address.unversioned
        if definition.status == .vanished, connection.spec.vanished != .keep {
            throw GateRefusal(.connection, .toolMissing, "the server does not offer '\(name)' any more")
        }
        if definition.status == .failed {
            throw GateRefusal(.connection, .toolMissing, "the definition of '\(name)' could not be read")
        }
        if let version = address.version, version != definition.version {
            throw GateRefusal(
                .connection, .pinMismatch, "'\(name)' is at version \(definition.version), not \(version)")
        }
        if let pin {
            guard pin == observed, pin == definition.digest else {
                throw GateRefusal(
                    .connection, .pinMismatch, "'\(name)' is \(observed.short), pinned is \(pin.short)")
            }
        } else if scope.rules.requirePins {
            throw GateRefusal(
                .connection, .pinMismatch,
                "'\(name)' is not pinned, and environment '\(scope.environment)' requires it; "
                    + "'reeve tools lock', a review of reeve.lock and an apply pin it")
        } else if definition.status == .stale || observed != definition.digest {
            throw GateRefusal(
                .connection, .toolStale, "the server has changed '\(name)', and the change is not accepted yet")
        }
        guard let launch = scope.pins[connection.name] else { return }
        guard launch == connection.identity else {
            throw GateRefusal(
                .connection, .pinMismatch,
                "connection '\(connection.name)' starts \(connection.identity.short), pinned is \(launch.short)")
        }
    }

    /// Grants first, then the policies of this moment.
    ///
    /// - Parameters:
    ///   - redactor: for the words of a denial, which quote arguments.
    ///   - deferred: conditions that are taken in the call's favour, at submission.
    package func decide(
        in scope: ExecutionScope, requester: ResolvedRequester, origin: RequestOrigin, callsInRun: Int, now: Timestamp,
        redactor: Redactor, deferring deferred: Set<ConditionKey> = []
    ) throws(GateRefusal) -> PolicyDecision {
        let target = PolicyTarget.tool(address)
        var grants = agent.grants
        grants.requester = requester
        if let refusal = grants.refusals(of: .toolInvoke, on: target, at: now).first {
            throw GateRefusal(.policy, .policyDenied, "\(refusal)", status: .denied)
        }
        var request = request(
            in: scope, requester: requester, origin: origin, callsInRun: callsInRun, now: now)
        let decision = scope.policies.decide(request, deferring: deferred)
        guard decision.isAllowed else {
            var message = decision.because
            if decision.deciding.isEmpty {
                // Before its words cut a long value short: a part of a secret is not known as one. What is shown of the
                // input stands in for it, since its words quote arguments under whatever name they travel.
                request.arguments = redactor.redact(shownInput ?? .object(input)).value
                if let miss = scope.policies.nearestMiss(request) { message += " (\(miss))" }
            }
            throw GateRefusal(.policy, .policyDenied, message, status: .denied, decision: decision)
        }
        return decision
    }

    /// What the policies are asked.
    func request(
        in scope: ExecutionScope, requester: ResolvedRequester, origin: RequestOrigin, callsInRun: Int, now: Timestamp
    ) -> PolicyRequest {
        var request = PolicyRequest(
            organization: scope.organization, environment: scope.facts, action: .toolInvoke,
            target: PolicyTarget.tool(address), agent: agent.facts,
            subject: SubjectFacts(requester, agentAccount: agent.spec.serviceAccount),
            tool: ToolFacts(
                risk: declaration?.spec.risk, traits: declaration?.spec.traits.map { Set($0) }),
            arguments: .object(input), origin: origin, time: now)
        request.depth = 0
        request.isTainted = false
        request.callsInRun = callsInRun
        return request
    }

    /// The server's schema and the declaration's; both must pass. Where the server's cannot be used, the declaration's
    /// holds in its place, and without one the call is refused.
    package func checkInput() throws(GateRefusal) {
        let value = JSONValue.object(input)
        if let defect = tool.input.defect {
            guard let declared = declaration?.input, declared.defect == nil, declared.isPresent else {
                throw GateRefusal(
                    .input, .schemaUnusable,
                    "the input schema of '\(address.unversioned)' cannot be used: \(defect); "
                        + "a Tool that declares inputSchema stands in for it")
            }
        } else if let problem = tool.input.problem(of: value) {
            throw GateRefusal(.input, .inputInvalid, problem)
        }
        if let defect = declaration?.input.defect {
            throw GateRefusal(
                .input, .schemaUnusable, "the inputSchema that the tool's declaration has cannot be used: \(defect)")
        }
        if let problem = declaration?.input.problem(of: value) {
            throw GateRefusal(.input, .inputInvalid, "the tool's declaration refuses it: \(problem)")
        }
    }

    package func limitSubject(in scope: ExecutionScope, requester: ResolvedRequester) -> LimitSubject {
        LimitSubject(
            organization: scope.organization, environment: scope.environment, agent: agent.spec.slug,
            tool: address.unversioned, connection: connection.name,
            user: requester.name)
    }
}

import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore

/// `policy evaluate`: decides one request by the policies of the store, and gives the reasons.
package struct PolicyEvaluation: Sendable {
    /// The name of the agent that would act.
    package let agent: String
    package let action: PolicyAction
    package let target: PolicyTarget
    package let arguments: JSONValue
    /// The requester who would submit the work.
    package let subject: Requester
    /// The time that the request is decided for; nil for now.
    package let time: Timestamp?

    package struct Outcome: Sendable {
        package let explanation: PolicyExplanation
        package let requester: ResolvedRequester
        /// Reasons to refuse the request whatever the policies say; empty without any.
        package let refusals: [String]
        /// The digest of the policies that apply in the environment.
        package let digest: ContentDigest

        package var isAllowed: Bool { explanation.decision.isAllowed && refusals.isEmpty }
    }

    package init(
        agent: String, action: PolicyAction, target: PolicyTarget, arguments: JSONValue, subject: Requester,
        time: Timestamp?
    ) {
        self.agent = agent
        self.action = action
        self.target = target
        self.arguments = arguments
        self.subject = subject
        self.time = time
    }

    /// What the store says about the agent and the requester.
    private struct Standing: Sendable {
        let world: PolicyWorld
        let agents: [AccessSide.Agent]
        /// Nil where ``agents`` has none or several.
        var requester: ResolvedRequester?
        /// What is wrong with the rows that the gate of the environment uses; nil where nothing is.
        var flaw: String?
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let standing = try await standing(in: context)
        guard let first = standing.agents.first else {
            throw .invalid(
                "there is no agent '\(agent)' here", code: "policy.unknown-agent", help: "reeve get agents lists them")
        }
        guard let requester = standing.requester, standing.agents.count == 1 else {
            throw .invalid(
                "'\(agent)' names \(standing.agents.count) agents: "
                    + standing.agents.map(\.key.description).joined(separator: ", "),
                code: "policy.ambiguous-agent", help: "choose one with --organization and -e")
        }
        if case .requesterUnknown? = requester.refusal {
            throw .invalid(
                "there is no '\(subject)' in '\(first.key.organization ?? "")'", code: "policy.unknown-subject",
                help: subjectHelp)
        }
        return decide(first, requester, standing, now: context.now)
    }

    private func decide(
        _ agent: AccessSide.Agent, _ requester: ResolvedRequester, _ standing: Standing, now: Timestamp
    ) -> Outcome {
        let (world, scope) = (standing.world, agent.key.scope)
        var request = PolicyRequest(
            organization: agent.key.organization ?? "", environment: agent.environment, action: action, target: target,
            agent: agent.facts,
            subject: SubjectFacts(requester, agentAccount: agent.serviceAccount?.name),
            arguments: arguments, origin: .manual, time: time ?? now)
        if target.kind == .tool { request.tool = world.tool(target.address, in: scope) ?? ToolFacts() }
        let policies = world.policies(in: scope)
        let refusals = GrantCheck(
            agent: agent.grant, serviceAccount: agent.serviceAccount, requester: requester,
            isToolEnabled: target.kind != .tool || world.isToolEnabled(target.address, in: scope)
        ).refusals(of: action, on: target, at: request.time).map(\.description)
        return Outcome(
            explanation: policies.explain(request), requester: requester,
            refusals: (standing.flaw.map { [$0] } ?? []) + refusals, digest: policies.digest)
    }

    private func standing(in context: OperationContext) async throws(OperationError) -> Standing {
        let (scope, agent, subject) = (context.scope.named, agent, subject)
        return try await context.withStore(.read) { store in
            try await store.read { rows throws(StoreError) in
                let world = try PolicyWorld(rows)
                var standing = Standing(
                    world: world,
                    agents: world.agents(named: agent).filter {
                        scope.contains(organization: $0.key.organization, environment: $0.key.environment)
                    })
                guard standing.agents.count == 1, let key = standing.agents.first?.key,
                    let organization = key.organization
                else { return standing }
                standing.requester = try ResolvedRequester.resolve(
                    subject, organization: organization, environment: key.environment, in: StoredRequesters(rows: rows))
                standing.flaw = try ScopeRows.flaw(rows, organization: organization, environment: key.environment)
                return standing
            }
        }
    }

    private var subjectHelp: String? {
        switch subject {
        case .user: "reeve get users lists them"
        case .serviceAccount: "reeve get serviceaccounts lists them"
        case .localAdministrator, .unreadable: nil
        }
    }
}

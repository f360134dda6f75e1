package import ReeveJSON
package import ReeveModel
package import ReevePolicy

/// Whether somebody may decide about a request, and which of its requirements that person counts for.
///
/// Only people can: users, and until `login` exists the local administrator, who counts as the user of the same name
/// (decision 23). Rules must allow them `run.approve` on the agent of the run.
package struct ApproverCheck: Sendable {
    /// Why somebody may not decide.
    package struct Refusal: Error, Sendable {
        package let message: String
        /// Of the policies, where they decided.
        package let decision: PolicyDecision?
    }

    private let catalog: ScopeCatalog
    private let scope: ExecutionScope
    private let approver: Requester
    private let now: Timestamp

    package init(_ approver: Requester, in scope: ExecutionScope, catalog: ScopeCatalog, now: Timestamp) {
        self.approver = approver
        self.scope = scope
        self.catalog = catalog
        self.now = now
    }

    /// - Parameters:
    ///   - agent: the name of the run's agent.
    ///   - requester: who submitted the batch. Where a requirement asks for separation, that person does not count for it;
    ///     nil where that does not matter, as for a rejection.
    /// - Returns: for each requirement the entry of `approvers` that the person meets, or nil.
    /// - Throws: ``Refusal``, ``ExecutionError``.
    package func standing(
        for terms: [ApprovalTerm], agent: String, requester: Requester?
    ) async throws -> [String?] {
        if let flaw = scope.flaw { throw Refusal(message: GateRefusal.edited(flaw).message, decision: nil) }
        switch approver {
        case .user, .localAdministrator: break
        case .serviceAccount, .unreadable: throw refusal("only a user can decide, and '\(approver)' is none")
        }
        let person = try await catalog.requester(approver, in: scope)
        if let refusal = person.refusal { throw self.refusal("\(refusal)") }
        try checkPolicy(of: person, agent: agent)
        var (standing, barred): ([String?], Bool) = ([], false)
        for term in terms {
            let met = try await entry(of: term.requirement, metBy: person)
            let isBarred = term.requirement.isSeparate && requester.map { approver.isSamePerson(as: $0) } ?? false
            if met != nil, isBarred { barred = true }
            standing.append(isBarred ? nil : met)
        }
        guard standing.contains(where: { $0 != nil }) else {
            throw refusal(
                barred
                    ? "'\(approver)' has submitted the work, and somebody else must approve it"
                    : "'\(approver)' is not "
                        + terms.map { $0.requirement.approvers.map(\.description).joined(separator: " or ") }
                        .joined(separator: ", nor "))
        }
        return standing
    }

    private func checkPolicy(of person: ResolvedRequester, agent: String) throws {
        guard let known = scope.agents[agent] else { throw refusal("there is no agent '\(agent)'") }
        let request = PolicyRequest(
            organization: scope.organization, environment: scope.facts, action: .runApprove,
            target: .agent(slug: known.spec.slug), agent: known.facts, subject: SubjectFacts(person, agentAccount: nil),
            arguments: .object([:]), origin: .manual, time: now)
        let decision = scope.policies.decide(request)
        let words = "'\(PolicyAction.runApprove.rawValue)' on agent '\(agent)'"
        guard decision.isAllowed else {
            throw Refusal(message: "\(words): \(decision.summary)", decision: decision)
        }
        guard decision.obligations.isEmpty else {
            throw Refusal(
                message: "\(words): an approval cannot itself need one (\(decision.because))", decision: decision)
        }
    }

    private func entry(
        of requirement: ApprovalRequirement, metBy person: ResolvedRequester
    ) async throws(ExecutionError) -> String? {
        for entry in requirement.approvers {
            switch entry {
            case .membership(let role): if person.membershipRoles.contains(role) { return entry.description }
            case .user(let name):
                guard approver.userNames.contains(name) else { continue }
                // A local administrator counts as a user that there is, and who may act.
                if try await catalog.requester(.user(name), in: scope).mayAct(at: now) { return entry.description }
            }
        }
        return nil
    }

    private func refusal(_ message: String) -> Refusal { Refusal(message: message, decision: nil) }
}

extension Requester {
    /// The users that somebody counts as: a user as itself, a local administrator as the user of the same name.
    var userNames: Set<String> {
        switch self {
        case .user(let name): [name]
        case .localAdministrator(let place): [String(place.prefix { $0 != "@" })]
        case .serviceAccount, .unreadable: []
        }
    }

    /// Whether two requesters count as one person.
    package func isSamePerson(as other: Requester) -> Bool {
        self == other || !userNames.isDisjoint(with: other.userNames)
    }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Ask the policies.", subcommands: [PolicyEvaluateCommand.self])
}

struct PolicyEvaluateCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Decide one request, with the reasons.",
        discussion: "Exit status 0 whatever the effect; with --detailed-exitcode 4 for deny.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(help: "The agent that acts.", completion: Completions.names(of: KindName.agent)) var agent: String
    @Option(help: "The action, such as tool.invoke.") var action: String = "tool.invoke"
    @Option(help: "The target, such as tool:git/git_log.") var target: String
    @Option(help: ArgumentHelp("The call's arguments.", valueName: "json")) var arguments: String = "{}"
    @Option(
        help: ArgumentHelp(
            "Who submits the work: user:NAME, service-account:NAME or os:NAME@HOST; you where absent.",
            valueName: "subject")) var subject: String?
    @Option(help: ArgumentHelp("The instant asked about; now where absent.", valueName: "instant")) var at: String?
    @Flag(help: "Show what matched and why.") var explain = false
    @Flag(name: .customLong("detailed-exitcode"), help: "End with 4 for deny.") var detailedExitCode = false
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        guard let action = PolicyAction(rawValue: action) else {
            throw ValidationError(
                "there is no action '\(self.action)'; actions are \(PolicyAction.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard let target = PolicyTarget(target) else {
            throw ValidationError("'\(self.target)' is no target such as tool:git/git_log")
        }
        let input: JSONValue
        do {
            input = try JSONParser.parse(arguments)
        } catch {
            throw ValidationError("--arguments is no JSON: \(error)")
        }
        let time = try at.map { text in
            guard let time = Timestamp(text) else {
                throw ValidationError("--at takes an instant such as 2026-11-23T22:30:00Z, not '\(text)'")
            }
            return time
        }
        let asking = subject.map { Requester($0) } ?? Operator.current().requester
        if case .unreadable = asking {
            throw ValidationError(
                "--subject takes user:NAME, service-account:NAME or os:NAME@HOST, not '\(asking)'")
        }
        let (world, found, requester, flaw) = try await world(asking, context)
        guard let first = found.first else {
            context.fail(
                "there is no agent '\(agent)' here", code: "policy.unknown-agent", help: "reeve get agents lists them")
            throw ExitStatus.invalidInput.exit
        }
        guard found.count == 1 else {
            context.fail(
                "'\(agent)' names \(found.count) agents: " + found.map(\.key.description).joined(separator: ", "),
                code: "policy.ambiguous-agent",
                help: "choose one with --organization and -e")
            throw ExitStatus.invalidInput.exit
        }
        guard let requester else { throw ExitStatus.invalidInput.exit }
        if case .requesterUnknown? = requester.refusal {
            let help: String? =
                switch asking {
                case .user: "reeve get users lists them"
                case .serviceAccount: "reeve get serviceaccounts lists them"
                case .localAdministrator, .unreadable: nil
                }
            context.fail(
                "there is no '\(asking)' in '\(first.key.organization ?? "")'", code: "policy.unknown-subject",
                help: help)
            throw ExitStatus.invalidInput.exit
        }
        var request = PolicyRequest(
            organization: first.key.organization ?? "", environment: first.environment, action: action, target: target,
            agent: first.facts,
            subject: SubjectFacts(requester, agentAccount: first.serviceAccount?.name),
            arguments: input, origin: .manual, time: time ?? Composition.now())
        if target.kind == .tool { request.tool = world.tool(target.address, in: first.key.scope) ?? ToolFacts() }
        let set = world.policies(in: first.key.scope)
        let explanation = set.explain(request)
        let refusals = GrantCheck(
            agent: first.grant, serviceAccount: first.serviceAccount, requester: requester,
            isToolEnabled: target.kind != .tool || world.isToolEnabled(target.address, in: first.key.scope)
        ).refusals(of: action, on: target, at: request.time).map(\.description)
        let grants = (flaw.map { [$0] } ?? []) + refusals
        let isAllowed = explanation.decision.isAllowed && grants.isEmpty
        if form.isJSON {
            context.terminal.json(
                json(explanation, for: requester, grants: grants, isAllowed: isAllowed, digest: set.digest))
        } else {
            write(explanation, grants: grants, isAllowed: isAllowed, digest: set.digest, context: context)
            if explain, subject != nil { context.terminal.line(requester.standing) }
        }
        if detailedExitCode, !isAllowed { throw ExitStatus.refused.exit }
    }

    /// The store's policies and what they are about, the agents of the name, and who asks in the scope of a single one.
    private func world(
        _ asking: Requester, _ context: CommandContext
    ) async throws -> (PolicyWorld, [AccessSide.Agent], ResolvedRequester?, flaw: String?) {
        let (agent, options) = (agent, context.options)
        return try await context.withStore(.read) { store in
            try await store.read { rows throws(StoreError) in
                let world = try PolicyWorld(rows)
                let found = world.agents(named: agent).filter { candidate in
                    (options.organization ?? candidate.key.organization) == candidate.key.organization
                        && (options.environment ?? candidate.key.environment) == candidate.key.environment
                }
                guard found.count == 1, let key = found.first?.key, let organization = key.organization else {
                    return (world, found, nil, nil)
                }
                let requester = try ResolvedRequester.resolve(
                    asking, organization: organization, environment: key.environment, in: StoredRequesters(rows: rows))
                let flaw = try ScopeRows.flaw(rows, organization: organization, environment: key.environment)
                return (world, found, requester, flaw)
            }
        }
    }

    private func write(
        _ explanation: PolicyExplanation, grants: [String], isAllowed: Bool, digest: ContentDigest,
        context: CommandContext
    ) {
        let terminal = context.terminal
        let style = TextStyle(isOn: terminal.outputHasColor)
        var reason = explanation.decision.words
        if let refusal = grants.first { reason = refusal }
        terminal.line((isAllowed ? style.green("allow") : style.red("deny")) + ": " + reason)
        for refusal in grants.dropFirst() { terminal.line("      " + refusal) }
        guard explain else { return }
        var listing = Listing(
            [
                .init("PRIORITY"), .init("POLICY"), .init("RULE"), .init("EFFECT"), .init("MATCHED"), .init("WHY"),
                .init("PLACE"),
            ],
            empty: "no rule names this action and target")
        for row in explanation.rows + explanation.unboundRows {
            listing.rows.append(
                Listing.Row(
                    name: row.rule.description,
                    cells: [
                        row.priority.map(String.init) ?? "-", row.rule.policy.name, row.rule.rule, row.effect.rawValue,
                        row.outcome.rawValue, row.why,
                        row.rule.place ?? "-",
                    ], json: .null))
        }
        listing.write(.table, to: terminal)
        terminal.line(
            style.faint(
                "\(explanation.otherRules) rules name other targets or actions; policy set sha256:\(digest.short)"))
    }

    private func json(
        _ explanation: PolicyExplanation, for requester: ResolvedRequester, grants: [String],
        isAllowed: Bool, digest: ContentDigest
    ) -> JSONValue {
        let rows = (explanation.rows + explanation.unboundRows).map { row -> JSONValue in
            [
                "priority": row.priority.map { JSONValue($0) } ?? .null, "policy": .string(row.rule.policy.description),
                "rule": .string(row.rule.rule),
                "effect": .string(row.effect.rawValue), "matched": .string(row.outcome.rawValue),
                "why": .string(row.why),
                "place": JSONValue(row.rule.place),
            ]
        }
        return [
            "effect": .string(isAllowed ? "allow" : "deny"),
            "reason": .string(grants.first ?? explanation.decision.words),
            "grant_refusals": JSONValue(grants), "rules": .array(rows),
            "other_rules": JSONValue(explanation.otherRules),
            "policy_set_digest": .string(digest.description),
            "subject": .string(requester.requester.description),
            "subject_roles": JSONValue(requester.membershipRoles.sorted()),
        ]
    }
}

extension PolicyDecision {
    /// The decision in one line.
    var words: String {
        guard let match = deciding.first else { return "no rule allows it" }
        return "rule '\(match.rule.rule)' of \(match.rule.policy)" + (match.rule.reason.map { ": " + $0 } ?? "")
            + (match.rule.place.map { "  (\($0))" } ?? "")
    }
}

extension ResolvedRequester {
    /// `asked for user:anna (admin)`.
    fileprivate var standing: String {
        "asked for \(requester)"
            + (membershipRoles.isEmpty ? "" : " (" + membershipRoles.sorted().joined(separator: ", ") + ")")
    }
}

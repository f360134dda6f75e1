import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy

/// Reads the store only, and makes no call.
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
        let evaluation = try evaluation(context)
        let outcome = try await context.perform { context throws(OperationError) in
            try await evaluation.run(in: context)
        }
        let output = PolicyOutput(outcome)
        if form.isJSON {
            context.terminal.json(output.json)
        } else {
            output.write(explains: explain, to: context.terminal)
            if explain, subject != nil { context.terminal.line(output.standing) }
        }
        try ExitStatus(of: outcome, isDetailed: detailedExitCode).end()
    }

    private func evaluation(_ context: CommandContext) throws -> PolicyEvaluation {
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
        let asking = subject.map { Requester($0) } ?? context.operation.requester.identity
        if case .unreadable = asking {
            throw ValidationError(
                "--subject takes user:NAME, service-account:NAME or os:NAME@HOST, not '\(asking)'")
        }
        return PolicyEvaluation(
            agent: agent, action: action, target: target, arguments: input, subject: asking, time: time)
    }
}

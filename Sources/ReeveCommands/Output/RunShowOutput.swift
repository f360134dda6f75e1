import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveReport
import ReeveStore

/// Writes one run, with its result and its steps.
enum RunShowOutput {
    /// - Parameter showsConversation: whether all that was said in a task is shown in the place of its steps.
    static func write(
        _ outcome: RunShowOperation.Outcome, showsConversation: Bool = false, to terminal: Terminal
    ) {
        let (run, steps) = (outcome.run, outcome.steps)
        let style = TextStyle(isOn: terminal.outputHasColor)
        func line(_ title: String, _ value: String?) {
            if let value {
                terminal.line("  " + style.faint(title.padded(to: 14)) + TerminalText.escaped(value))
            }
        }
        terminal.line(
            style.bold("run \(run.id)") + "  " + run.state.status.rawValue
                + (run.state.reason.map { "  " + $0.rawValue } ?? ""))
        line("item", run.label)
        line("batch", run.identity.batch.text)
        line("agent", run.assignment.agent)
        writeTask(outcome, line)
        line("tool", run.assignment.tool)
        line("attempts", String(run.state.attempts))
        line("created", run.identity.createdAt.description)
        line("started", run.state.startedAt?.description)
        line("ended", run.state.endedAt?.description)
        line("took", run.duration.map(DurationWords.of))
        line("effect id", run.identity.effectID)
        line("error", run.state.errorText)
        line("policy set", run.usage.policySetDigest?.description)
        line("pin", run.usage.pinDigest?.description)
        for entry in outcome.approvals {
            line(
                "approval",
                "\(entry.approval.id)  \(entry.status.rawValue)"
                    + (entry.status == .pending
                        ? ": waits for \(ApprovalShowOutput.approvers(of: entry)) until \(entry.approval.expiresAt)"
                        : ApprovalShowOutput.deciders(of: entry)))
        }
        line("input", run.content?.input)
        proposal(run, line)
        line("output", output(of: outcome).map { TerminalText.truncated($0, to: 2_000) })
        if showsConversation, let conversation = outcome.conversation {
            ConversationOutput(conversation, currency: run.usage.currency, style: style).write(to: terminal)
            return
        }
        if !steps.isEmpty { terminal.line("  " + style.faint("steps")) }
        for step in steps { terminal.line("    " + StepText.of(step, style: style)) }
    }

    /// The calls that the task has proposed last, and why.
    private static func proposal(_ run: RunRecord, _ line: (String, String?) -> Void) {
        guard let text = run.content?.lastProposal else { return }
        guard let proposal = try? JSONParser.parse(text), let calls = proposal["calls"]?.array else {
            return line("proposal", TerminalText.truncated(text, to: 2_000))
        }
        line("proposal", calls.count == 1 ? "1 call" : "\(calls.count) calls")
        let reason = proposal["reason"]?.string ?? ""
        if !reason.isEmpty { line("  because", TerminalText.truncated(reason, to: 2_000)) }
        for (index, call) in calls.enumerated() {
            let arguments = call["arguments"]?.canonicalText ?? "{}"
            line("  \(index + 1)", "\(call["tool"]?.string ?? "") \(TerminalText.truncated(arguments, to: 2_000))")
        }
    }

    /// The output of a task; the result document of a tool run.
    private static func output(of outcome: RunShowOperation.Outcome) -> String? {
        guard let text = outcome.run.content?.output else { return nil }
        guard outcome.conversation != nil, let output = (try? JSONParser.parse(text))?["output"] else { return text }
        return output.string ?? output.canonicalText
    }

    private static func writeTask(_ outcome: RunShowOperation.Outcome, _ line: (String, String?) -> Void) {
        let (run, usage) = (outcome.run, outcome.run.usage)
        guard let conversation = outcome.conversation else { return }
        line("role", run.identity.role)
        line("team", run.identity.team)
        line("template", usage.templateVersion)
        line("chosen by", usage.templateSource)
        line("model", RunUseText.model(of: run))
        line("turns", "\(conversation.turns), \(FigureText.count(conversation.requests, "model request"))")
        let refused = conversation.refused.count
        line("tool calls", "\(conversation.callsSent)" + (refused > 0 ? ", and \(refused) refused" : ""))
        if let input = usage.tokensIn, let output = usage.tokensOut {
            line("tokens", "\(FigureText.count(input)) in, \(FigureText.count(output)) out")
        }
        line("cost", RunUseText.cost(of: run).map { $0 + " (estimated)" })
        line("tainted", conversation.isTainted ? "yes, by what nobody vouches for" : "no")
    }
}

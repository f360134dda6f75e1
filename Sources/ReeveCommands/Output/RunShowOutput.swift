import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes one run, with its result and its steps.
enum RunShowOutput {
    static func write(_ outcome: RunShowOperation.Outcome, to terminal: Terminal) {
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
        line("output", run.content?.output.map { TerminalText.truncated($0, to: 2_000) })
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
}

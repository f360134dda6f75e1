import ReeveJSON
import ReeveModel
import ReeveStore

extension MarkdownDocument {
    /// More conversations than this are in their files only.
    private static let conversationsMax = 5
    /// More turns of one conversation than this are in its file only.
    private static let turnsMax = 8
    private static let textMax = 400

    /// What tasks have used, each of them in a line, and the conversations of those that need a look.
    func tasks() -> String {
        let tasks = report.tasks
        guard !tasks.isEmpty else { return "" }
        var out = "## Tasks\n\nCosts are estimated.\n\n"
        out += "| By | Name | Tasks | Requests | Tokens in | Tokens out | Cost |\n"
        out += "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
        for (word, shares) in [("agent", report.useByAgent), ("model", report.useByModel)] {
            for share in shares.prefix(MarkdownDocument.rowsMax) {
                let costs = share.costs.sorted { $0.key < $1.key }.map { FigureText.money($0.value, $0.key) }
                out += "| \(word) | \(MarkdownText.code(share.name)) | \(FigureText.count(share.tasks)) "
                out += "| \(FigureText.count(share.requests)) | \(FigureText.count(share.tokensIn)) "
                out +=
                    "| \(FigureText.count(share.tokensOut)) | \(MarkdownText.prose(costs.joined(separator: ", "))) |\n"
            }
        }
        out += "\n| Task | Outcome | Agent | Model | Turns | Calls | Tokens | Marks |\n"
        out += "| --- | --- | --- | --- | ---: | ---: | ---: | --- |\n"
        for run in tasks.prefix(MarkdownDocument.rowsMax) {
            let tokens = (run.record.usage.tokensIn ?? 0) + (run.record.usage.tokensOut ?? 0)
            out += "| \(MarkdownText.code(run.label)) | \(run.ending.words) "
            out += "| \(MarkdownText.code(run.record.assignment.agent ?? "")) "
            out += "| \(MarkdownText.code(run.modelName ?? "")) | \(run.conversation?.turns ?? 0) "
            out += "| \(run.callsSent) | \(FigureText.count(tokens)) "
            out += "| \(MarkdownText.prose(run.taskMarks.joined(separator: ", "))) |\n"
        }
        let left = tasks.count - MarkdownDocument.rowsMax
        if left > 0 { out += "\n\(FigureText.count(left)) more are in `runs.csv`.\n" }
        return out + "\n" + conversations(tasks)
    }

    /// Of the tasks that need a look; of all where none does and they are few.
    private func conversations(_ tasks: [RunEntry]) -> String {
        let told = tasks.filter { $0.conversationFile != nil }
        let bad = told.filter(\.ending.needsAttention)
        let wanted = bad.isEmpty ? told : bad
        var out = ""
        for run in wanted.prefix(MarkdownDocument.conversationsMax) { out += conversation(run) }
        let left = told.count - min(wanted.count, MarkdownDocument.conversationsMax)
        if left > 0 { out += "\(FigureText.count(left, "more conversation")) in `outputs/`.\n\n" }
        return out
    }

    private func conversation(_ run: RunEntry) -> String {
        guard let conversation = run.conversation, let file = run.conversationFile else { return "" }
        var out = "### \(MarkdownText.code(run.label, in: .line))\n\n"
        if let version = run.record.usage.templateVersion {
            out += "Template \(MarkdownText.code(version, in: .line))"
            if let source = run.record.usage.templateSource {
                out += ": \(MarkdownText.prose(source, in: .line))"
            }
            out += "\n\n"
        }
        let parts = conversation.parts
        for part in parts.prefix(MarkdownDocument.turnsMax) { out += lines(part) }
        let left = parts.count - MarkdownDocument.turnsMax
        if left > 0 { out += "- \(FigureText.count(left, "more part"))\n" }
        return out + "\nAll of it is in \(MarkdownText.code(file, in: .line)).\n\n"
    }

    private func lines(_ part: TaskConversation.Part) -> String {
        switch part {
        case .prompt(let exchange):
            guard case .prompt(_, let user, let isRepair) = exchange.content else { return "- prompt, left out\n" }
            return "- \(isRepair ? "asked to repair" : "prompt"): \(short(user))\n"
        case .noAnswer(let exchange):
            var message = "is asked"
            if case .noAnswer(_, let told?) = exchange.content { message = "gave no answer: " + told }
            return "- \(short(exchange.modelName ?? "")) \(MarkdownText.prose(cut(message), in: .line))\n"
        case .call(let exchange): return line(exchange, indent: "")
        case .turn(let number, let answer, let calls):
            var out = "- turn \(number)"
            if let model = answer.modelName { out += " of " + short(model) }
            if case .answer(let text, _, _) = answer.content, !text.isEmpty { out += ": " + short(text) }
            out += "\n"
            for call in calls { out += line(call, indent: "  ") }
            if case .answer(_, let asked, _) = answer.content {
                for call in TaskConversation.notMade(asked, after: calls) {
                    out += "  - \(short(call.command)) not made\n"
                }
            }
            return out
        }
    }

    private func line(_ exchange: TaskExchange, indent: String) -> String {
        guard case .call(let call, let result) = exchange.content else { return indent + "- a call, left out\n" }
        var out = indent + "- " + short(call.command)
        if let state = exchange.callState { out += " \(state.rawValue)" }
        if let rules = exchange.deniedBy {
            out += " by \(rules.names.map { MarkdownText.code($0, in: .line) }.joined(separator: ", "))"
        }
        if let result { out += ": " + short(result.text) }
        return out + "\n"
    }

    private func short(_ text: String) -> String { MarkdownText.code(cut(text), in: .line) }

    private func cut(_ text: String) -> String { VisibleText.shortened(text, to: MarkdownDocument.textMax) }
}

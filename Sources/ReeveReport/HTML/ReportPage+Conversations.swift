import ReeveJSON
import ReeveModel
import ReeveStore

// The conversations of tasks by turns, folded. Each task has its share of the page; the file of the task has all of it.
extension ReportPage {
    /// All conversations together have about so many bytes of markup.
    private static let conversationBytesMax = 2 << 20
    /// However many tasks there are, each has so many.
    private static let conversationShareMin = 3 << 10
    /// More conversations than this are in their files only.
    private static let conversationsMax = 700
    /// The longest text of a turn, in bytes.
    private static let turnTextMax = 2_000

    func conversations(_ tasks: [RunEntry]) -> Markup {
        let told = tasks.filter { $0.conversationFile != nil }
        guard !told.isEmpty else { return "" }
        let shown = told.prefix(ReportPage.conversationsMax)
        let share = max(ReportPage.conversationShareMin, ReportPage.conversationBytesMax / shown.count)
        let rows = shown.map { conversation($0, share: share) }.joined()
        // A link of the index must lead somewhere.
        let rest = told.dropFirst(shown.count).map { run -> Markup in
            let file = run.conversationFile ?? ""
            return "<p id=\"t-\(run.record.id.text)\">\(name(run)) <a href=\"\(file)\">\(file)</a></p>\n"
        }.joined()
        return """
            <h3 id="conversations">Conversations</h3>
            <p class="soft">What was said, by turns, after redaction; open a line to read it. What is cut here says where all of \
            it is.</p>
            <div class="folds">
            \(rows)</div>
            \(rest)
            """
    }

    private func conversation(_ run: RunEntry, share: Int) -> Markup {
        guard let conversation = run.conversation, let file = run.conversationFile else { return "" }
        var turns = Markup()
        let parts = conversation.parts
        var shown = 0
        for part in parts {
            let next = markup(part, run)
            guard turns.text.utf8.count + next.text.utf8.count <= share || shown == 0 else { break }
            turns += next
            shown += 1
        }
        let left = parts.count - shown
        let what = FigureText.count(left, "more part")
        let more: Markup =
            left > 0
            ? "<li class=\"soft\">\(what) of this conversation: <a href=\"\(file)\">\(file)</a></li>\n" : ""
        return """
            <details id="t-\(run.record.id.text)"><summary><b>\(name(run))</b>\(pill(run.ending))\(marks(run))\
            <span class="soft">\(figures(of: run, conversation))</span></summary>
            \(definitions(taskRows(run, conversation, file: file)))<ol class="talk">
            \(turns)\(more)</ol></details>

            """
    }

    private func figures(of run: RunEntry, _ conversation: TaskConversation) -> String {
        let usage = run.record.usage
        var words = [FigureText.count(conversation.turns, "turn"), FigureText.count(conversation.callsSent, "call")]
        let tokens = (usage.tokensIn ?? 0) + (usage.tokensOut ?? 0)
        if tokens > 0 { words.append(FigureText.count(tokens) + " tokens") }
        if let cost = usage.cost { words.append(FigureText.money(cost, usage.currency ?? "?")) }
        return words.joined(separator: ", ")
    }

    private func taskRows(_ run: RunEntry, _ conversation: TaskConversation, file: String) -> [(String, Markup)] {
        let (record, usage) = (run.record, run.record.usage)
        var rows: [(String, Markup)] = [("Run", "<code>\(record.id.text)</code>")]
        if let agent = record.assignment.agent {
            let seat = [record.identity.role.map { "as " + $0 }, record.identity.team.map { "in team " + $0 }]
            rows.append(("Agent", "\(([agent] + seat.compactMap { $0 }).joined(separator: " "))"))
        }
        if let model = run.modelName { rows.append(("Model", "\(model)")) }
        if let version = usage.templateVersion {
            let source: Markup = usage.templateSource.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            let short = VisibleText.shortened(version, to: 19)
            rows.append(("Template", "<code title=\"\(version)\">\(short)</code>\(source)"))
        }
        rows += ruleRows(run.allowedBy, title: "Allowed by")
        rows += approvalRows(run)
        if let proposal = run.proposal {
            rows.append(("Proposal", text(proposal.prettyText, file)))
        }
        if let reason = record.state.reason {
            let why = VisibleText.shortened(run.explanation ?? "", to: 600)
            rows.append(("Ended", "<code>\(reason.rawValue)</code> \(why)"))
        }
        if let result = run.shownResult { rows.append(("Output", text(result, run.outputFile ?? file))) }
        rows.append(("All of it", "<a href=\"\(file)\">\(file)</a>"))
        return rows
    }

    // MARK: Parts of a conversation

    private func markup(_ part: TaskConversation.Part, _ run: RunEntry) -> Markup {
        let file = run.conversationFile ?? ""
        switch part {
        case .prompt(let exchange): return prompt(exchange, file)
        case .noAnswer(let exchange):
            var message = "is asked"
            if case .noAnswer(_, let told?) = exchange.content { message = "gave no answer: " + told }
            return item(
                exchange, head: "\(exchange.modelName ?? "a provider") \(VisibleText.shortened(message, to: 600))",
                figures: exchange.duration.map { FigureText.duration($0) })
        case .call(let exchange): return item(exchange, head: "", body: call(exchange, file))
        case .turn(let number, let answer, let calls):
            var body = Markup()
            if case .answer(let said, let asked, let ending) = answer.content {
                if !said.isEmpty || asked.isEmpty { body += text(said, file) }
                if ending == "length" { body += "<p class=\"soft\">The answer was cut at the bound on output.</p>\n" }
            } else {
                body += leftOut
            }
            for exchange in calls { body += call(exchange, file) }
            if case .answer(_, let asked, _) = answer.content {
                for left in TaskConversation.notMade(asked, after: calls) { body += notMade(left) }
            }
            return item(
                answer, isTainted: calls.contains(where: \.isTainted), head: "<b>Turn \(number)</b>",
                figures: turnFigures(answer), body: body)
        }
    }

    private func turnFigures(_ answer: TaskExchange) -> String {
        let row = answer.row
        var words = [answer.modelName].compactMap { $0 }
        if let input = row.tokensIn, let output = row.tokensOut {
            var tokens = "\(FigureText.count(input)) + \(FigureText.count(output)) tokens"
            if let cached = row.tokensCached, cached > 0 { tokens += " (\(FigureText.count(cached)) cached)" }
            words.append(tokens)
        } else {
            words.append("usage not told")
        }
        if let cost = row.cost { words.append(FigureText.money(cost, report.costs.first?.currency ?? "")) }
        if let duration = answer.duration { words.append(FigureText.duration(duration)) }
        return words.joined(separator: ", ")
    }

    private func prompt(_ exchange: TaskExchange, _ file: String) -> Markup {
        guard case .prompt(let system, let user, let isRepair) = exchange.content else {
            return item(exchange, head: "<b>Prompt</b>", body: leftOut)
        }
        var body = Markup()
        if let system {
            body += "<details><summary>System prompt</summary>\n\(text(system, file))</details>\n"
        }
        body += text(user, file)
        return item(exchange, head: isRepair ? "<b>Asked to repair</b>" : "<b>Prompt</b>", body: body)
    }

    private func item(
        _ exchange: TaskExchange, isTainted: Bool = false, head: Markup, figures: String? = nil, body: Markup = ""
    ) -> Markup {
        let tainted = isTainted || exchange.isTainted
        let soft: Markup = figures.map { "<span class=\"soft\">\($0)</span>" } ?? ""
        let mark: Markup = exchange.isTainted ? "<span class=\"mark warn\">tainted</span>" : ""
        return """
            <li\(tainted ? Markup(" class=\"tainted\"") : Markup())><p class="who"><span>\(head)</span>\(soft)\(mark)</p>
            \(body)</li>

            """
    }

    private func call(_ exchange: TaskExchange, _ file: String) -> Markup {
        let state = exchange.callState ?? .answered
        let tool = exchange.row.tool ?? ""
        let mark: Markup = exchange.isTainted ? "<span class=\"mark warn\">tainted</span>" : ""
        let took: Markup =
            exchange.duration.map { state == .refused ? "" : "<span class=\"soft\">\(FigureText.duration($0))</span>" }
            ?? ""
        var body = Markup()
        var isDenied = false
        if case .call(let call, let result) = exchange.content {
            body += text(call.arguments?.prettyText ?? call.argumentsText ?? "{}", file)
            isDenied = result?.reason == RunReason.policyDenied.rawValue
            body += definitions(ruleRows(exchange.deniedBy, title: "Denied by"))
            if let result { body += text(result.text, file) }
        } else {
            body += leftOut
        }
        let (style, words): (String, String) =
            switch state {
            case .answered: ("c-succeeded", "answered")
            case .error: ("c-failed", "error")
            case .refused: isDenied ? ("c-denied", "denied") : ("c-failed", "refused")
            case .unknown: ("c-interrupted", "not known")
            case .again: ("c-skipped", "not sent")
            }
        return """
            <details><summary><code>\(tool)</code><span class="pill \(style)">\(words)</span>\(took)\(mark)</summary>
            \(body)</details>

            """
    }

    private func notMade(_ call: TaskExchange.Call) -> Markup {
        "<p class=\"who\"><code>\(VisibleText.shortened(call.command, to: 300))</code><span class=\"soft\">not made</span></p>\n"
    }

    private var leftOut: Markup { "<p class=\"soft\">Left out for its size.</p>\n" }

    /// A text of the conversation, cut where it is long.
    private func text(_ text: String, _ file: String) -> Markup {
        guard !text.isEmpty else { return "<p class=\"soft\">empty</p>\n" }
        let shown = CutText.of(text, to: ReportPage.turnTextMax, whole: file)
        return "<pre tabindex=\"0\">\(block: shown)</pre>\n"
    }
}

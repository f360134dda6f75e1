import ReeveJSON
import ReeveModel
import ReeveStore

extension ReportPage {
    /// More groups than this are counted only.
    private static let groupsMax = 200
    /// More cells of one group than this are counted only.
    private static let cellsMax = 12

    /// Runs of one item that ended alike, for the same reason and with the same explanation.
    private struct Group {
        let first: RunEntry
        var runs: [RunEntry]
    }

    var otherwise: Markup {
        let groups = grouped(report.otherwise)
        guard !groups.isEmpty else { return "" }
        let cards = groups.prefix(ReportPage.groupsMax).map(card).joined()
        let left = groups.count - ReportPage.groupsMax
        let more: Markup =
            left > 0
            ? "<p class=\"soft\">\(FigureText.count(left)) more are in <a href=\"runs.csv\">runs.csv</a>.</p>\n" : ""
        let attention = report.needsAttention
        let lead =
            attention > 0
            ? "\(FigureText.count(attention, "run")) \(attention == 1 ? "needs" : "need") a look; they come first."
            : "None of these needs a look: each ended as its item expects, or was skipped because of one that did."
        return """
            <h2 id="otherwise">Ended otherwise than succeeded</h2>
            <p class="soft">\(lead)</p>
            <ul class="cards">
            \(cards)</ul>
            \(more)
            """
    }

    private func grouped(_ runs: [RunEntry]) -> [Group] {
        var groups: [Group] = []
        var places: [[String]: Int] = [:]
        for run in runs {
            let rules = run.refusal?.by.names ?? []
            let key =
                [
                    run.record.identity.item, run.ending.words, run.record.state.reason?.rawValue ?? "",
                    run.explanation ?? "",
                ] + rules
            if let index = places[key] {
                groups[index].runs.append(run)
            } else {
                places[key] = groups.count
                groups.append(Group(first: run, runs: [run]))
            }
        }
        return groups
    }

    private func card(_ group: Group) -> Markup {
        let run = group.first
        let times: Markup = group.runs.count > 1 ? " <span class=\"soft\">×\(group.runs.count)</span>" : ""
        let reason: Markup = run.record.state.reason.map { "<span class=\"mono\">\($0.rawValue)</span>" } ?? ""
        var rows: [(String, Markup)] = []
        if let title = run.record.identity.title { rows.append(("About", "\(title)")) }
        if let target = run.target {
            let agent = run.record.assignment.agent.map { " as agent " + $0 } ?? ""
            rows.append(("Call", "<code>\(target)</code>\(agent)"))
        }
        if run.isTask {
            let words = ["agent " + (run.record.assignment.agent ?? "none"), run.modelName].compactMap { $0 }
            rows.append(("Task", "\(words.joined(separator: ", ")) \(marks(run))"))
        }
        rows += refusalRows(run)
        rows += ruleRows(run.allowedBy, title: "Allowed by")
        rows += approvalRows(run)
        if let place = run.shownPlace, run.refusal?.by.places.isEmpty != false {
            rows.append(("Where", "<code>\(place)</code>"))
        }
        if run.attempts.count > 1 { rows.append(("Attempts", "\(run.attempts.count)")) }
        if let reason = run.record.state.reason, run.ending.needsAttention {
            rows.append(("Remedy", inlineCode(ReasonWords.of(reason).remedy)))
        }
        if run.record.state.reason == .effectUnknown {
            rows.append(("Effect id", "<code>\(run.record.identity.effectID)</code>"))
        }
        rows.append((group.runs.count > 1 ? "Runs" : "Run", runs(of: group)))
        let first = group.runs.count > 1 ? " of the first" : ""
        // The conversation of a task has them.
        if !run.isTask { rows += exchangeRows(run).map { ($0.0 + first, $0.1) } }
        return """
            <li class="card \(run.ending.classes)">
            <div class="head"><h3>\(run.record.identity.item)\(times)</h3>\(pill(run.ending))\(reason)</div>
            \(explanation(run))\(definitions(rows))</li>

            """
    }

    /// Ids to copy, with their cells; what was given and got is linked where several runs share the card.
    private func runs(of group: Group) -> Markup {
        let left = group.runs.count - ReportPage.cellsMax
        let lines = group.runs.prefix(ReportPage.cellsMax).map { run -> Markup in
            let id = run.record.id.text
            let command = run.canBeRetried ? "reeve runs retry " + id : id
            let cell: Markup = run.cell.isEmpty ? "" : " <span class=\"soft\">\(run.cell)</span>"
            let more: Markup = group.runs.count > 1 ? " <a href=\"#x-\(id)\">input and result</a>" : ""
            var link = run.given != nil || run.record.usage.resultDigest != nil ? more : Markup()
            if run.isTask {
                link = run.conversationFile == nil ? Markup() : " <a href=\"#t-\(id)\">conversation</a>"
            }
            return "<span class=\"line\"><code>\(command)</code>\(cell)\(link)</span>\n"
        }
        let more: Markup =
            left > 0 ? "<span class=\"line soft\">and \(FigureText.count(left)) more</span>\n" : Markup()
        return "\(lines.joined())\(more)"
    }

    /// The reason in plain words, and what was said where it adds to them.
    private func explanation(_ run: RunEntry) -> Markup {
        guard let reason = run.record.state.reason else {
            return run.explanation.map { "<p>\(VisibleText.shortened($0, to: 1_000))</p>\n" } ?? ""
        }
        let plain = ReasonWords.of(reason).plain
        var out: Markup = "<p>\(inlineCode(plain.prefix(1).uppercased() + plain.dropFirst()))."
        if let said = run.explanation, said != plain {
            out += " <span class=\"soft\">\(VisibleText.shortened(said, to: 1_000))</span>"
        }
        out += "</p>\n"
        return out
    }

    private func refusalRows(_ run: RunEntry) -> [(String, Markup)] {
        guard let refusal = run.refusal else { return [] }
        var rows = ruleRows(refusal.by, title: "Rule")
        if refusal.by.rules.isEmpty, run.record.state.reason == .policyDenied {
            rows.append(("Rule", "none allows it (everything is denied by default)"))
        }
        if let stage = refusal.stage { rows.append(("Stopped at", "\(stage)")) }
        return rows
    }

    /// Text of our own with `code` in back quotes.
    private func inlineCode(_ text: String) -> Markup {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part -> Markup in
            index % 2 == 1 ? "<code>\(String(part))</code>" : "\(String(part))"
        }.joined()
    }
}

extension RunEntry {
    /// Whether somebody may want to copy the command that runs it again.
    fileprivate var canBeRetried: Bool {
        ending.needsAttention && (record.state.status.isFailure || record.state.status == .cancelled)
            && record.state.supersededBy == nil
    }
}

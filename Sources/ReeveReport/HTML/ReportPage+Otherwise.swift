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
        var cells: [String]
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
            let rules = run.refusal?.ruleNames ?? []
            let key =
                [run.record.item, run.ending.words, run.record.reason?.rawValue ?? "", run.explanation ?? ""] + rules
            if let index = places[key] {
                groups[index].cells.append(run.cellText)
            } else {
                places[key] = groups.count
                groups.append(Group(first: run, cells: [run.cellText]))
            }
        }
        return groups
    }

    private func card(_ group: Group) -> Markup {
        let run = group.first
        let times: Markup = group.cells.count > 1 ? " <span class=\"soft\">×\(group.cells.count)</span>" : ""
        let reason: Markup = run.record.reason.map { "<span class=\"mono\">\($0.rawValue)</span>" } ?? ""
        var rows: [(String, Markup)] = []
        if let title = run.record.title { rows.append(("About", "\(title)")) }
        let cells = group.cells.filter { !$0.isEmpty }
        if !cells.isEmpty {
            let left = cells.count - ReportPage.cellsMax
            let shown = cells.prefix(ReportPage.cellsMax).joined(separator: ", ")
            rows.append(("Cells", "\(shown)\(left > 0 ? ", and \(FigureText.count(left)) more" : "")"))
        }
        if let target = run.target {
            let agent = run.record.agent.map { " as agent " + $0 } ?? ""
            rows.append(("Call", "<code>\(target)</code>\(agent)"))
        }
        rows += refusalRows(run)
        if let place = run.shownPlace, run.refusal?.places.isEmpty != false {
            rows.append(("Where", "<code>\(place)</code>"))
        }
        if run.attempts.count > 1 { rows.append(("Attempts", "\(run.attempts.count)")) }
        if let reason = run.record.reason, run.ending.needsAttention {
            rows.append(("Remedy", inlineCode(ReasonWords.of(reason).remedy)))
        }
        if run.record.reason == .effectUnknown { rows.append(("Effect id", "<code>\(run.record.effectID)</code>")) }
        let list = rows.map { row -> Markup in "<dt>\(row.0)</dt><dd>\(row.1)</dd>\n" }.joined()
        return """
            <li class="card \(run.ending.classes)">
            <div class="head"><h3>\(run.record.item)\(times)</h3>\(pill(run.ending))\(reason)</div>
            \(explanation(run))\(rows.isEmpty ? Markup() : "<dl>\n\(list)</dl>\n")</li>

            """
    }

    /// The reason in plain words, and what was said where it adds to them.
    private func explanation(_ run: RunEntry) -> Markup {
        guard let reason = run.record.reason else {
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
        var rows: [(String, Markup)] = []
        for (index, rule) in refusal.ruleNames.enumerated() {
            let place: Markup =
                refusal.places.indices.contains(index) ? " at <code>\(refusal.places[index])</code>" : ""
            rows.append(("Rule", "<code>\(rule)</code>\(place)"))
        }
        if refusal.ruleNames.isEmpty, run.record.reason == .policyDenied {
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

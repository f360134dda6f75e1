import ReeveJSON
import ReeveModel
import ReeveStore

extension ReportPage {
    /// Inputs and results beyond so many bytes of markup are in `report.json` only.
    private static let exchangeBytesMax = 2 << 20
    /// The longest input or result that is shown, in characters.
    static let shownMax = 2_000

    /// What each run was given and what it got, folded; all of it is after redaction.
    var exchanges: Markup {
        let runs = report.runs.filter { !$0.isTask && ($0.given != nil || $0.record.usage.resultDigest != nil) }
        guard !runs.isEmpty else { return "" }
        var rows = Markup()
        var shown = 0
        for run in runs.prefix(ReportPage.rowsMax) {
            guard rows.text.utf8.count < ReportPage.exchangeBytesMax else { break }
            rows += exchange(run)
            shown += 1
        }
        let left = runs.count - shown
        let more: Markup =
            left > 0
            ? "<p class=\"soft\">\(FigureText.count(left)) more are in <a href=\"report.json\">report.json</a>.</p>\n"
            : ""
        return """
            <h2 id="exchanges">Inputs and results</h2>
            <p class="soft">What each run was given and what it got, after redaction; open a line to read them. Equal results \
            have equal digests.</p>
            <div class="folds">
            \(rows)</div>
            \(more)
            """
    }

    private func exchange(_ run: RunEntry) -> Markup {
        var rows: [(String, Markup)] = [("Run", "<code>\(run.record.id.text)</code>")]
        if let target = run.target {
            rows.append(
                ("Call", "<code>\(target)</code>\(run.record.assignment.agent.map { " as agent " + $0 } ?? "")"))
        }
        rows += ruleRows(run.allowedBy, title: "Allowed by")
        rows += approvalRows(run)
        rows += exchangeRows(run)
        if let digest = run.record.usage.resultDigest { rows.append(("Digest", "<code>\(digest.description)</code>")) }
        let size: Markup = run.outputBytes > 0 ? "<span class=\"soft\">\(FigureText.bytes(run.outputBytes))</span>" : ""
        return """
            <details id="x-\(run.record.id.text)"><summary><b>\(name(run))</b>\(pill(run.ending))\(size)</summary>
            \(definitions(rows))</details>

            """
    }

    /// The input, then the result with its file where it has one.
    func exchangeRows(_ run: RunEntry) -> [(String, Markup)] {
        var rows: [(String, Markup)] = []
        let waits = run.waits.map { "\(FigureText.duration($0.duration)) for \($0.words)" }
        if !waits.isEmpty { rows.append(("Waited", "\(waits.joined(separator: ", "))")) }
        if let given = run.given {
            rows.append(("Input", block(given.prettyText)))
        }
        if let result = run.shownResult {
            let file: Markup = run.outputFile.map { "<a href=\"\($0)\">\($0)</a>" } ?? Markup()
            rows.append(("Result", "\(block(result))\(file)"))
        } else if run.record.usage.resultDigest != nil {
            rows.append(("Result", "<span class=\"soft\">left out for its size, or not kept</span>"))
        }
        return rows
    }

    /// `Rule  acme/guardrails/keep at manifests/acme/policies.yaml:9`.
    func ruleRows(_ rules: RunEntry.Rules?, title: String) -> [(String, Markup)] {
        guard let rules else { return [] }
        return rules.names.enumerated().map { index, rule in
            let place: Markup = rules.places.indices.contains(index) ? " at <code>\(rules.places[index])</code>" : ""
            return (title, "<code>\(rule)</code>\(place)")
        }
    }

    /// Who approved or rejected, and when.
    func approvalRows(_ run: RunEntry) -> [(String, Markup)] {
        run.approvalSentences.map { ("Approval", "\(VisibleText.shortened($0, to: 500))") }
    }

    func definitions(_ rows: [(String, Markup)]) -> Markup {
        let list = rows.map { row -> Markup in "<dt>\(row.0)</dt><dd>\(row.1)</dd>\n" }.joined()
        return rows.isEmpty ? Markup() : "<dl>\n\(list)</dl>\n"
    }

    private func block(_ text: String) -> Markup {
        let shown = VisibleText.shortened(text, to: ReportPage.shownMax)
        return shown.isEmpty ? "<span class=\"soft\">empty</span>" : "<pre tabindex=\"0\">\(block: shown)</pre>"
    }
}

import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

/// What `run` prints when it ends: a line an item, what needs a look, the totals, the place of the report.
///
/// ```
/// log      3 succeeded
/// summary  2 succeeded, 1 failed
/// failed   summary /srv/repos/billing  expectation.failed: /risk is "high"   jobs/repo-health.yaml:18
/// 8 runs in 14.2 s: 6 succeeded, 1 failed; 4 tool calls
/// reports/repo-health/20261123T214107Z-01KAS8/report.html
/// ```
package struct RunSummaryText: Sendable {
    /// More lines about single runs than this are counted only.
    static let detailsMax = 20
    /// The longest explanation, in characters.
    static let explanationMax = 160

    private let report: RunReport
    private let path: String?
    private let isColored: Bool

    /// - Parameter path: The report's file, shown last.
    package init(_ report: RunReport, path: String? = nil, isColored: Bool = false) {
        self.report = report
        self.path = path
        self.isColored = isColored
    }

    /// Lines that each end in a newline. Colours are marks of ``TextPaint``.
    package var text: String {
        var lines = itemLines()
        lines += detailLines()
        lines.append(totals())
        if let path { lines.append(VisibleText.of(path)) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func itemLines() -> [String] {
        let items = report.items
        let width = items.map { VisibleText.of($0.item).count }.max() ?? 0
        return items.map { figures in
            let counts = figures.counts.map { colored("\(FigureText.count($0.count)) \($0.ending.words)", $0.ending) }
            return padded(VisibleText.of(figures.item), width) + "  " + counts.joined(separator: ", ")
        }
    }

    /// Skips are counted in their item's line and have their cause elsewhere.
    private func detailLines() -> [String] {
        let runs = report.otherwise.filter { $0.record.state.status != .skipped && !$0.isWaitingForOthers }
        let shown = runs.prefix(RunSummaryText.detailsMax)
        let words = shown.map { RunSummaryText.word($0.record.state.status) }
        let width = words.map(\.count).max() ?? 0
        let labelWidth = min(40, shown.map { VisibleText.of($0.label).count }.max() ?? 0)
        var lines = zip(shown, words).map { run, word in
            var line = colored(padded(word, width), run.ending) + "  "
            line += padded(VisibleText.of(run.label), labelWidth) + "  "
            line += RunSummaryText.reason(run)
            if let place = run.shownPlace { line += "   " + VisibleText.of(place) }
            return run.ending.isExpected ? line + "   as expected" : line
        }
        if runs.count > shown.count {
            lines.append("\(FigureText.count(runs.count - shown.count)) more like these are in the report")
        }
        return lines
    }

    private func totals() -> String {
        let counts = report.counts.map { "\(FigureText.count($0.count)) \($0.ending.words)" }
        var line = "\(FigureText.count(report.runs.count, "run")) in \(FigureText.duration(report.elapsed)): "
        line += counts.isEmpty ? "nothing to do" : counts.joined(separator: ", ")
        line += "; " + FigureText.count(report.callsSent, "tool call")
        let tokens = report.tokens
        let requests = report.modelRequests
        if requests > 0 { line += ", " + FigureText.count(requests, "model request") }
        if tokens.input + tokens.output > 0 { line += ", \(FigureText.count(tokens.input + tokens.output)) tokens" }
        for cost in report.costs {
            line += ", " + FigureText.money(cost.microUnits, VisibleText.of(cost.currency)) + " (estimated)"
        }
        return isColored ? TextPaint.paint(line, "1") : line
    }

    /// `policy.denied: no rule allows it (guardrails/no-destructive)`.
    static func reason(_ run: RunEntry) -> String {
        var parts = [run.record.state.reason?.rawValue, run.explanation].compactMap { $0 }
        if parts.count == 2, parts[1].hasPrefix(parts[0]) { parts.removeFirst() }
        var text = VisibleText.shortened(VisibleText.of(parts.joined(separator: ": ")), to: explanationMax)
        let rules = run.refusal?.by.names ?? []
        if !rules.isEmpty, run.refusal?.by.rules.allSatisfy({ text.contains($0) }) == false {
            text += " (" + VisibleText.of(rules.joined(separator: ", ")) + ")"
        }
        return text
    }

    private static func word(_ status: RunStatus) -> String {
        switch status {
        case .awaitingApproval: "parked"
        default: status.rawValue
        }
    }

    private func colored(_ text: String, _ ending: Ending) -> String {
        guard isColored else { return text }
        let code =
            switch ending.status {
            case .succeeded: "32"
            case .failed, .denied, .interrupted: ending.isExpected ? "36" : "31"
            case .awaitingApproval, .suspended, .retryable: "33"
            default: "2"
            }
        return TextPaint.paint(text, code)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension RunEntry {
    /// Not begun, and nothing is wrong with it.
    fileprivate var isWaitingForOthers: Bool {
        record.state.status == .pending || record.state.status == .ready || record.state.status == .scheduled
            || record.state.status == .running
    }
}

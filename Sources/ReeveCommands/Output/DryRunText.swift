import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore

/// Previews as text: one line for each item, then the runs that would not run, then the totals.
///
/// ```
/// log       8 would run
/// at-night  1 would run   not judged: time window
/// shredded  1 would be denied
/// denied  shredded  policy.denied: guard#keep (paper stays)   manifests/all.yaml:28
/// 10 runs: 9 would run, 1 would be denied; 1 not judged in all; nothing was started, nothing was written
/// ```
struct DryRunText {
    /// The largest number of lines about single runs. All others are only counted.
    static let detailsMax = 20

    let previews: [RunPreview]
    let style: TextStyle

    init(_ previews: [RunPreview], style: TextStyle) {
        self.previews = previews
        self.style = style
    }

    var text: String {
        guard !previews.isEmpty else { return "Nothing is due.\n" }
        return (itemLines() + detailLines() + [totals()]).map { $0 + "\n" }.joined()
    }

    private func itemLines() -> [String] {
        var order: [String] = []
        var groups: [String: [RunPreview]] = [:]
        let isOneBatch = Set(previews.map(\.run.identity.batch)).count == 1
        for preview in previews {
            let name = isOneBatch ? preview.run.identity.item : "\(preview.batchName)/\(preview.run.identity.item)"
            let group = isOneBatch ? name : name + " \(preview.run.identity.batch)"
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(preview)
        }
        let width = order.map { TerminalText.width(TerminalText.escaped($0)) }.max() ?? 0
        return order.map { group in
            let runs = groups[group] ?? []
            return TerminalText.escaped(group).padded(to: width) + "  " + counts(runs) + Self.notJudged(runs)
        }
    }

    /// What cannot be judged before the run itself.
    private static func notJudged(_ previews: [RunPreview]) -> String {
        let open = Set(previews.flatMap(\.notJudged)).sorted { $0.rawValue < $1.rawValue }
        return open.isEmpty ? "" : "   not judged: " + open.map(\.words).joined(separator: ", ")
    }

    private func counts(_ previews: [RunPreview]) -> String {
        let unmet = previews.count(where: \.isUnmet)
        let words = RunPreview.Verdict.allCases.flatMap { verdict in
            [false, true].compactMap { isExpected -> String? in
                let count = previews.count {
                    $0.verdict == verdict && $0.isExpected == isExpected && !$0.isUnmet
                }
                guard count > 0 else { return nil }
                return "\(count) \(Self.words(verdict))" + (isExpected ? " as expected" : "")
            }
        }
        return (words + (unmet > 0 ? ["\(unmet) would run, not as expected"] : [])).joined(separator: ", ")
    }

    private static func words(_ verdict: RunPreview.Verdict) -> String {
        switch verdict {
        case .run: "would run"
        case .wait: "would wait"
        case .denied: "would be denied"
        case .refused: "would be refused"
        case .skipped: "would be skipped"
        }
    }

    /// One line for each run that would not run. A skipped run has none: its item counts it, and the run that causes
    /// the skip has a line.
    private func detailLines() -> [String] {
        let others = previews.filter { ($0.verdict != .run || $0.isUnmet) && $0.verdict != .skipped }
        let shown = others.prefix(Self.detailsMax)
        let labels = shown.map { TerminalText.escaped(label($0)) }
        let width = min(40, labels.map(TerminalText.width).max() ?? 0)
        let verdictWidth = shown.map(\.verdict.rawValue.count).max() ?? 0
        var lines = zip(shown, labels).map { preview, label in
            let word = preview.verdict.rawValue.padded(to: verdictWidth)
            let isWrong = preview.isFailure
            var line = (isWrong ? style.red(word) : style.faint(word)) + "  " + label.padded(to: width) + "  "
            line += TerminalText.escaped(Self.explanation(preview))
            if let place = preview.place { line += "   " + TerminalText.escaped(place) }
            return preview.isExpected ? line + "   as expected" : line
        }
        if others.count > shown.count {
            lines.append("\(others.count - shown.count) more like these; -o json lists all")
        }
        return lines
    }

    private static func explanation(_ preview: RunPreview) -> String {
        [preview.reason?.rawValue, preview.message].compactMap { $0 }.joined(separator: ": ")
    }

    private func label(_ preview: RunPreview) -> String {
        preview.run.label
    }

    private func totals() -> String {
        let runs = previews.count == 1 ? "1 run" : "\(previews.count) runs"
        let open = previews.count { !$0.notJudged.isEmpty }
        let rest = open > 0 ? "; \(open) not judged in all" : ""
        return style.bold("\(runs): \(counts(previews))\(rest); nothing was started, nothing was written")
    }
}

import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// What is shown when a batch was worked through: a line an item, what ended otherwise, totals.
enum RunReporting {
    static func finish(batch: ULID, setup: ExecutionSetup, context: CommandContext) async throws {
        let store = setup.services.store
        let runs = try await store.runs(RunFilter(batch: batch, newestOnly: true), limit: 1_000_000).sorted {
            $0.id < $1.id
        }
        let style = TextStyle(isOn: context.terminal.outputHasColor)
        var order: [String] = []
        var byItem: [String: [RunRecord]] = [:]
        for run in runs {
            if byItem[run.item] == nil { order.append(run.item) }
            byItem[run.item, default: []].append(run)
        }
        let width = order.map(\.count).max() ?? 0
        for item in order {
            context.terminal.line(item.padded(to: width) + "  " + counts(byItem[item] ?? [], style: style))
        }
        for run in runs where run.countsAsFailure || run.status == .cancelled {
            context.terminal.line(failure(run, width: width, style: style))
        }
        context.terminal.line(totals(runs, style: style))
    }

    /// `3 succeeded, 1 failed`; endings that the batch expects say so.
    private static func counts(_ runs: [RunRecord], style: TextStyle) -> String {
        var parts: [String] = []
        for status in RunStatus.allCases {
            for isExpected in [false, true] {
                let matching = runs.filter { $0.status == status && $0.isExpected == isExpected }
                guard let first = matching.first else { continue }
                var text = "\(matching.count) \(words(status))"
                if isExpected, status != .succeeded {
                    text += first.reason.map { " (\($0.rawValue))" } ?? ""
                    text = style.faint(text + ", as expected")
                } else {
                    text = paint(text, status: status, style: style)
                }
                parts.append(text)
            }
        }
        return parts.joined(separator: ", ")
    }

    private static func failure(_ run: RunRecord, width: Int, style: TextStyle) -> String {
        var text = paint(words(run.status), status: run.status, style: style) + "  " + run.item
        if run.cell != nil { text += " " + CellText.of(run.cell) }
        if let reason = run.reason { text += "  " + reason.rawValue }
        if let error = run.errorText { text += ": " + TerminalText.truncated(TerminalText.escaped(error), to: 200) }
        return text
    }

    private static func totals(_ runs: [RunRecord], style: TextStyle) -> String {
        var parts: [String] = []
        for status in RunStatus.allCases {
            let count = runs.count { $0.status == status }
            if count > 0 { parts.append("\(count) \(words(status))") }
        }
        let attempts = runs.reduce(0) { $0 + $1.claims }
        let started = runs.compactMap(\.startedAt).min()
        let ended = runs.compactMap(\.endedAt).max()
        var text = "\(runs.count) runs"
        if let started, let ended { text += " in \(DurationWords.of(ended.since(started)))" }
        text += ": " + parts.joined(separator: ", ") + "; \(attempts) attempts"
        return style.bold(text)
    }

    private static func words(_ status: RunStatus) -> String { status.rawValue.replacing("_", with: " ") }

    private static func paint(_ text: String, status: RunStatus, style: TextStyle) -> String {
        switch status {
        case .succeeded: style.green(text)
        case .failed, .denied, .interrupted: style.red(text)
        case .cancelled, .skipped, .awaitingApproval, .suspended: style.yellow(text)
        case .pending, .scheduled, .ready, .running, .retryable: text
        }
    }
}

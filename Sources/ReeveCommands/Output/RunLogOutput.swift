import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveReport
import ReeveStore

/// Writes the logs of runs in one order. Each line has the label of its run.
struct RunLogOutput {
    /// The version of the lines of `-o json` (`docs/schemas/runs-logs.schema.json` describes one line).
    static let formatVersion = 1
    /// The longest text of an exchange on a terminal, in characters. `-o json` has more.
    private static let textMax = 300

    private let outcome: RunLogOperation.Outcome

    init(_ outcome: RunLogOperation.Outcome) { self.outcome = outcome }

    // MARK: JSON Lines

    func writeLines(to terminal: Terminal) {
        for line in outcome.lines { terminal.json(text: Self.json(line).writtenText + "\n") }
        noteWhatIsLeftOut(on: terminal)
    }

    private static func json(_ line: RunLogLine) -> JSONValue {
        var out: JSONObject = [
            "format_version": JSONValue(formatVersion), "label": .string(line.run.label),
            "run": .string(line.run.id.text), "timestamp": .string(line.time.description),
        ]
        switch line.content {
        case .step(let step):
            out["type"] = "step"
            for member in RunDocument.json(step).object ?? [:] { out[member.key] = member.value }
        case .standardError(let text, let step):
            out["type"] = "stderr"
            out["attempt"] = JSONValue(step.attempt)
            out["ordinal"] = JSONValue(step.ordinal)
            out["text"] = .string(text)
        case .exchange(let value):
            out["type"] = "exchange"
            out["exchange"] = .object(value)
        case .end:
            out["type"] = "end"
            out["status"] = .string(line.run.state.status.rawValue)
            out["reason"] = JSONValue(line.run.state.reason?.rawValue)
            out["message"] = JSONValue(line.run.state.errorText)
        }
        return .object(out)
    }

    // MARK: Text

    func write(to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        let width = min(40, outcome.lines.map(\.run.label.count).max() ?? 0)
        for line in outcome.lines {
            let label = style.bold(TerminalText.escaped(line.run.label).padded(to: width)) + "  "
            switch line.content {
            case .step(let step): terminal.line(label + StepText.of(step, style: style))
            case .standardError(let text, _):
                terminal.line(label + head("stderr", line, style) + TerminalText.escaped(text))
            case .exchange(let value):
                let direction = value["direction"]?.string ?? ""
                terminal.line(label + head(direction, line, style) + Self.words(of: value))
            case .end: terminal.line(label + (RunEndText.of(line.run) ?? ""))
            }
        }
        noteWhatIsLeftOut(on: terminal)
    }

    private func head(_ kind: String, _ line: RunLogLine, _ style: TextStyle) -> String {
        style.faint(String(line.time.description.dropFirst(11).prefix(12))) + "  " + style.faint(kind.padded(to: 10))
    }

    /// `git/git_log {"max_count":3}`, `tool.error: no such revision`.
    private static func words(of exchange: JSONObject) -> String {
        let isOut = exchange["direction"]?.string == "out"
        var parts: [String] = []
        if let command = exchange["command"]?.string { parts.append(command) }
        if let prompt = exchange["prompt"]?.string { parts.append("prompt: " + prompt) }
        if let reason = exchange["reason"]?.string { parts.append(reason) }
        if let output = exchange["output"]?.string {
            parts.append(output)
        } else if let file = exchange["output"]?["file"]?.string {
            parts.append("a result of \(exchange["output"]?["bytes"]?.int ?? 0) bytes, in \(file) of the report")
        }
        if !isOut, let calls = exchange["tool_calls"]?.array, !calls.isEmpty {
            let names = calls.compactMap { $0["tool"]?.string }.joined(separator: ", ")
            parts.append("asks for " + names)
        }
        let text = TerminalText.escaped(parts.filter { !$0.isEmpty }.joined(separator: ": "))
        return VisibleText.shortened(text.isEmpty ? "an empty answer" : text, to: textMax)
    }

    private func noteWhatIsLeftOut(on terminal: Terminal) {
        guard outcome.leftOut > 0 else { return }
        terminal.note(
            "\(FigureText.count(outcome.leftOut, "run")) left out: all logs together are too large; name an item with --item, or a run"
        )
    }
}

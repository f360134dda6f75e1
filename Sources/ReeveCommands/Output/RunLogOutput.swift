import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the steps of several runs in one order. Each step has the label of its run.
struct RunLogOutput {
    private let outcome: RunLogOperation.Outcome
    private let labels: [ULID: String]

    init(_ outcome: RunLogOperation.Outcome) {
        self.outcome = outcome
        labels = Dictionary(uniqueKeysWithValues: outcome.runs.map { ($0.id, $0.label) })
    }

    var json: JSONValue {
        .array(
            outcome.steps.map { step in
                var line = RunDocument.json(step).object ?? [:]
                line["label"] = JSONValue(labels[step.run])
                return .object(line)
            })
    }

    func write(to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        let width = min(40, labels.values.map(\.count).max() ?? 0)
        for step in outcome.steps {
            terminal.line(
                style.bold((labels[step.run] ?? "").padded(to: width)) + "  " + StepText.of(step, style: style))
            if let tail = step.details.flatMap({ try? JSONParser.parse($0) })?["stderr"]?.string {
                for line in tail.split(separator: "\n") {
                    terminal.line("".padded(to: width) + "    | " + String(line))
                }
            }
        }
        let began = Set(outcome.steps.map(\.run))
        for run in outcome.runs where !began.contains(run.id) {
            guard let words = RunEndText.of(run) else { continue }
            terminal.line(style.bold(run.label.padded(to: width)) + "  " + words)
        }
    }
}

import ReeveJSON
import ReeveOperations

/// What a replay came to, compared with its recording.
struct ReplayOutput {
    let outcome: ReplayOperation.Outcome

    var json: JSONValue {
        [
            "batches": .array([RunResult.json(outcome.batch)]),
            "replay": [
                "differences": .array(outcome.differences.map(json)),
                "inexact": .array(
                    outcome.inexact.map { ["answers": JSONValue($0.answers), "run": .string($0.run)] }),
                "runs": JSONValue(outcome.runCount), "same": .bool(outcome.differences.isEmpty),
            ],
        ]
    }

    private func json(_ difference: ReplayDifference) -> JSONValue {
        [
            "cell": .string(difference.cell), "differs": JSONValue(difference.parts.map(\.rawValue)),
            "item": .string(difference.item), "recorded": difference.recorded ?? .null,
            "replayed": difference.replayed ?? .null,
        ]
    }

    /// The lines below the summary of the batch. The table of the runs that differ comes with `--against` alone.
    func lines(isComparing: Bool) -> [String] {
        var lines = outcome.inexact.map { run, answers in
            "\(TerminalText.escaped(run)): \(answers) answer(s) were given to another question"
        }
        guard !outcome.differences.isEmpty else {
            return lines + ["The outcome is the recorded one, in all \(outcome.runCount) run(s)."]
        }
        lines.append("\(outcome.differences.count) of \(outcome.runCount) run(s) end in another way than recorded.")
        guard isComparing else { return lines + ["'--against' shows how."] }
        return lines + table
    }

    private var table: [String] {
        var rows = [["RUN", "RECORDED", "REPLAYED", "DIFFERS"]]
        for difference in outcome.differences {
            rows.append([
                difference.item + (difference.cell.isEmpty ? "" : " (\(difference.cell))"),
                ReplayOutput.words(difference.recorded), ReplayOutput.words(difference.replayed),
                difference.parts.map(\.rawValue).joined(separator: ", "),
            ])
        }
        rows = rows.map { $0.map { TerminalText.escaped($0) } }
        let widths = (0..<3).map { column in rows.map { TerminalText.width($0[column]) }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ") + "  " + row[3]
        }
    }

    private static func words(_ run: JSONValue?) -> String {
        guard let run else { return "no such run" }
        return (run["status"]?.string ?? "") + (run["reason"]?.string.map { " (\($0))" } ?? "")
    }
}

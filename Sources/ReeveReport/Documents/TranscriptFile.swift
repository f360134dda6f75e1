import ReeveJSON
import ReeveModel
import ReeveStore

/// `terminal.jsonl`: one line an exchange, in the order of time.
///
/// Direction `out` is a call that was sent, `in` is what came back (an answer, or why there was none). Calls that the
/// gate stopped were not sent and have no line. Outputs above ``RunReport/inlineOutputMax`` are named by their file.
package struct TranscriptFile: Sendable {
    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] {
        var lines: [(time: Timestamp, run: ULID, order: Int, value: JSONValue)] = []
        for run in report.superseded + report.runs {
            for (index, attempt) in run.attempts.enumerated() {
                guard let sent = attempt.record.startedAt else { continue }
                lines.append((sent, run.record.id, index * 2, outgoing(run, attempt, at: sent)))
                guard let ended = attempt.record.endedAt else { continue }
                let isLast = index == run.attempts.count - 1
                lines.append((ended, run.record.id, index * 2 + 1, incoming(run, attempt, at: ended, isLast: isLast)))
            }
        }
        lines.sort { ($0.time, $0.run, $0.order) < ($1.time, $1.run, $1.order) }
        return lines.flatMap { Array((VisibleText.json($0.value.writtenText) + "\n").utf8) }
    }

    private func outgoing(_ run: RunEntry, _ attempt: RunEntry.Attempt, at time: Timestamp) -> JSONValue {
        let arguments = attempt.arguments ?? run.input ?? .object(JSONObject())
        let target = run.target ?? ""
        var line = base(run, attempt, at: time, direction: "out", kinds: [.execution])
        line["command"] = .string(target + " " + arguments.writtenText)
        line["tool_calls"] = [["arguments": arguments, "tool": .string(target)]]
        return .object(line)
    }

    private func incoming(
        _ run: RunEntry, _ attempt: RunEntry.Attempt, at time: Timestamp, isLast: Bool
    ) -> JSONValue {
        var line = base(run, attempt, at: time, direction: "in", kinds: [.success, .error, .warning])
        let succeeded = attempt.record.outcome == .succeeded
        line["exit_code"] = JSONValue((isLast ? run.record.usage.exitCode : nil) ?? (succeeded ? 0 : 1))
        line["reason"] = JSONValue(attempt.record.reason?.rawValue)
        if isLast, let file = run.outputFile {
            line["output"] = ["bytes": JSONValue(run.outputBytes), "file": .string(file)]
        } else if isLast, let output = run.output {
            line["output"] = .string(run.outputText ?? output.writtenText)
        } else {
            line["output"] = JSONValue(attempt.message ?? (isLast ? run.explanation : nil))
        }
        return .object(line)
    }

    private func base(
        _ run: RunEntry, _ attempt: RunEntry.Attempt, at time: Timestamp, direction: String, kinds: Set<RunStep.Kind>
    ) -> JSONObject {
        let step = run.steps.last { $0.attempt == attempt.record.number && kinds.contains($0.kind) }
        return [
            "agent": JSONValue(run.record.assignment.agent), "command": .null, "direction": .string(direction),
            "exit_code": .null, "output": .null, "prompt": .null, "reason": .null,
            "redacted": .bool(run.isRedacted), "step": step.map { JSONValue($0.ordinal) } ?? .null,
            "task_id": .string(run.record.id.text), "timestamp": .string(time.description), "tool_calls": .null,
        ]
    }
}

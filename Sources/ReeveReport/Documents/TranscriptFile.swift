import ReeveJSON
import ReeveModel
import ReeveStore

/// `terminal.jsonl`: one line an exchange, in the order of time.
///
/// Direction `out` is what was sent: a call, the prompt of a task, a proposal. `in` is what came back: an answer, or why
/// there was none. A call that the gate stopped was not sent. Of a tool run it has no line; in a task it has an `in` line
/// with the reason that its model was told.
package struct TranscriptFile: Sendable {
    /// The longest text of a line, in bytes. Longer ones are cut with a mark; whole results have a file of their own.
    package static let textBytesMax = RunReport.inlineOutputMax

    /// One line, with its place in the order.
    package struct Line: Sendable {
        package let time: Timestamp
        package let run: ULID
        /// The place among the lines of the run.
        package let order: Int
        /// The step that tells of the same moment; nil where none does.
        package let step: Int?
        package let value: JSONObject
    }

    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] {
        var lines = (report.superseded + report.runs).flatMap(TranscriptFile.lines)
        lines.sort { ($0.time, $0.run, $0.order) < ($1.time, $1.run, $1.order) }
        return lines.flatMap { Array((VisibleText.json(JSONValue.object($0.value).writtenText) + "\n").utf8) }
    }

    /// The lines of one run, in order.
    package static func lines(of run: RunEntry) -> [Line] {
        guard !run.isTask else { return taskLines(run) }
        var lines: [Line] = []
        for (index, attempt) in run.attempts.enumerated() {
            guard let sent = attempt.record.startedAt else { continue }
            lines.append(outgoing(run, attempt, at: sent, order: index * 2))
            guard let ended = attempt.record.endedAt else { continue }
            let isLast = index == run.attempts.count - 1
            lines.append(incoming(run, attempt, at: ended, order: index * 2 + 1, isLast: isLast))
        }
        return lines
    }

    private static func outgoing(
        _ run: RunEntry, _ attempt: RunEntry.Attempt, at time: Timestamp, order: Int
    ) -> Line {
        let arguments = attempt.arguments ?? run.input ?? .object(JSONObject())
        let call = TaskExchange.Call(tool: run.target ?? "", arguments: arguments)
        let step = run.steps.last { $0.attempt == attempt.record.number && $0.kind == .execution }?.ordinal
        return line(
            run, at: time, order: order, step: step, direction: "out", isRedacted: run.isRedacted
        ) { line in
            line["command"] = .string(cut(call.command, run))
            line["tool_calls"] = calls([call])
        }
    }

    private static func incoming(
        _ run: RunEntry, _ attempt: RunEntry.Attempt, at time: Timestamp, order: Int, isLast: Bool
    ) -> Line {
        let ends: Set<RunStep.Kind> = [.success, .error, .warning]
        let step = run.steps.last { $0.attempt == attempt.record.number && ends.contains($0.kind) }?.ordinal
        return line(
            run, at: time, order: order, step: step, direction: "in", isRedacted: run.isRedacted
        ) { line in
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
        }
    }

    // MARK: Parts

    static func calls(_ calls: [TaskExchange.Call]) -> JSONValue {
        .array(
            calls.map { call in
                let written = call.arguments?.writtenText.utf8.count ?? 0
                let isShown = written <= textBytesMax
                var arguments = isShown ? call.arguments ?? call.argumentsText.map { JSONValue.string($0) } : nil
                if !isShown { arguments = .string("[cut: \(written) bytes of arguments]") }
                return ["arguments": arguments ?? .object([:]), "tool": .string(call.tool)]
            })
    }

    static func cut(_ text: String, _ run: RunEntry) -> String {
        CutText.of(text, to: textBytesMax, whole: run.conversationFile ?? "report.json")
    }

    static func line(
        _ run: RunEntry, at time: Timestamp, order: Int, step: Int?, direction: String, isRedacted: Bool,
        _ fill: (inout JSONObject) -> Void
    ) -> Line {
        var value: JSONObject = [
            "agent": JSONValue(run.record.assignment.agent), "command": .null, "direction": .string(direction),
            "exit_code": .null, "output": .null, "prompt": .null, "reason": .null, "redacted": .bool(isRedacted),
            "step": step.map { JSONValue($0) } ?? .null, "task_id": .string(run.record.id.text),
            "timestamp": .string(time.description), "tool_calls": .null,
        ]
        fill(&value)
        return Line(time: time, run: run.record.id, order: order, step: step, value: value)
    }
}

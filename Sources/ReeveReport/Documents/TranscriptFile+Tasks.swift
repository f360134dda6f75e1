import ReeveJSON
import ReeveModel
import ReeveStore

// The exchanges of a task, from its journal.
extension TranscriptFile {
    /// The mark of what the redactor has taken out.
    private static let redactionMark = "[redacted:"

    static func taskLines(_ run: RunEntry) -> [Line] {
        var lines: [Line] = []
        var steps = StepFinder(run.steps)
        for exchange in run.conversation?.exchanges ?? [] {
            lines += self.lines(exchange, run, &steps)
        }
        for approval in run.approvals where approval.record.kind == .proposal {
            lines.append(proposal(approval, run, step: steps.step(at: approval.record.createdAt)))
        }
        lines.sort { ($0.time, $0.order) < ($1.time, $1.order) }
        return lines
    }

    private static func lines(
        _ exchange: TaskExchange, _ run: RunEntry, _ steps: inout StepFinder
    ) -> [Line] {
        let row = exchange.row
        var lines: [Line] = []
        func add(_ direction: String, at time: Timestamp, _ fill: (inout JSONObject) -> Void) {
            let order = row.ordinal * 2 + (direction == "in" ? 1 : 0)
            let line = line(
                run, at: time, order: order, step: steps.step(at: time), direction: direction, isRedacted: false, fill)
            lines.append(marked(line))
        }
        switch exchange.content {
        case .prompt(let system, let user, let isRepair):
            add("out", at: row.startedAt) { line in
                line["prompt"] = .string(cut([system, user].compactMap { $0 }.joined(separator: "\n\n"), run))
                if isRepair { line["reason"] = .string(RunReason.outputInvalid.rawValue) }
            }
        case .answer(let text, let calls, _):
            add("in", at: row.endedAt ?? row.startedAt) { line in
                if !text.isEmpty { line["output"] = .string(cut(text, run)) }
                if !calls.isEmpty { line["tool_calls"] = self.calls(calls) }
                line["exit_code"] = 0
            }
        case .noAnswer(_, let message):
            guard row.status == .failed else { break }
            add("in", at: row.endedAt ?? row.startedAt) { line in
                line["output"] = JSONValue(message.map { cut($0, run) })
                line["reason"] = .string(RunReason.providerError.rawValue)
                line["exit_code"] = 1
            }
        case .call(let call, let result):
            let state = exchange.callState
            if state != .refused {
                add("out", at: row.startedAt) { line in
                    line["command"] = .string(cut(call.command, run))
                    line["tool_calls"] = self.calls([call])
                }
            }
            guard let ended = row.endedAt, state != .unknown else { break }
            add("in", at: ended) { line in
                if state == .refused { line["command"] = .string(cut(call.command, run)) }
                line["output"] = JSONValue(result.map { cut($0.text, run) })
                line["reason"] = JSONValue(result?.reason)
                line["exit_code"] = JSONValue(result?.exitCode ?? 1)
            }
        case .leftOut:
            add(row.kind == .prompt ? "out" : "in", at: row.endedAt ?? row.startedAt) { line in
                line["output"] = "[cut: left out for its size]"
            }
        }
        return lines
    }

    /// What a task asks people to allow.
    private static func proposal(_ approval: RunApproval, _ run: RunEntry, step: Int?) -> Line {
        let bound = (try? JSONParser.parse(approval.record.document))?["calls"]?.array ?? []
        let calls = bound.map { TaskExchange.Call(tool: $0["tool"]?.string ?? "", arguments: $0["input"]) }
        let line = line(
            run, at: approval.record.createdAt, order: .max, step: step, direction: "out", isRedacted: false
        ) { line in
            line["command"] = .string(cut(calls.map(\.command).joined(separator: "\n"), run))
            line["reason"] = JSONValue(run.proposal?["reason"]?.string.map { cut($0, run) })
            line["tool_calls"] = self.calls(calls)
        }
        return marked(line)
    }

    /// The line with `redacted`, as its texts say.
    private static func marked(_ line: Line) -> Line {
        guard JSONValue.object(line.value).writtenText.contains(redactionMark) else { return line }
        var value = line.value
        value["redacted"] = true
        return Line(time: line.time, run: line.run, order: line.order, step: line.step, value: value)
    }

    /// Finds the steps of moments. The loop writes a step in the same transaction as its entry, with the same time.
    private struct StepFinder {
        private var byTime: [Timestamp: [Int]] = [:]

        init(_ steps: [RunStep]) {
            for step in steps.reversed() { byTime[step.timestamp, default: []].append(step.ordinal) }
        }

        /// The first step of that moment that no line has yet; the last one again where all have.
        mutating func step(at time: Timestamp) -> Int? {
            guard var ordinals = byTime[time], let first = ordinals.last else { return nil }
            if ordinals.count > 1 {
                ordinals.removeLast()
                byTime[time] = ordinals
            }
            return first
        }
    }
}

import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

/// What the runs of a batch have come to, without what differs from one submission to the next: ids, the log, the worker,
/// and waits for sessions and limits.
///
/// A recording keeps it, and a replay of the same manifests gives the same bytes.
struct ReplayOutcome {
    /// One run.
    private let run: RunEntry

    static func of(_ report: RunReport) -> JSONValue {
        let runs = report.runs.sorted { ($0.record.identity.item, $0.cell) < ($1.record.identity.item, $1.cell) }
        return [
            "batch": .string(report.batch.name), "kind": "reeve.outcome",
            "runs": .array(runs.map { ReplayOutcome(run: $0).json }), "status": .string(report.batch.status.rawValue),
            "stop_reason": JSONValue(report.batch.stopReason?.rawValue),
        ]
    }

    private var json: JSONValue {
        let record = run.record
        var object: JSONObject = [
            "agent": JSONValue(record.assignment.agent), "as_expected": .bool(run.ending.isExpected),
            "attempts": .array(run.attempts.map(attempt)), "cell": .string(run.cell),
            "ended_at": JSONValue(record.state.endedAt?.description),
            "error_text": JSONValue(record.state.errorText), "item": .string(record.identity.item),
            "reason": JSONValue(record.state.reason?.rawValue),
            "started_at": JSONValue(record.state.startedAt?.description),
            "status": .string(record.state.status.rawValue), "steps": .array(run.steps.compactMap(step)),
            "tool": JSONValue(run.target),
        ]
        object["skip_cause"] = run.skipCause.map(JSONValue.string)
        object["refused_by"] = run.refusal.map { .array($0.by.names.map(JSONValue.string)) }
        object["result"] = result
        let usage = record.usage
        object["usage"] = [
            "cost_micro_units": usage.cost.map { JSONValue($0) } ?? .null, "model": JSONValue(usage.model),
            "provider": JSONValue(usage.provider), "tokens_in": usage.tokensIn.map { JSONValue($0) } ?? .null,
            "tokens_out": usage.tokensOut.map { JSONValue($0) } ?? .null,
        ]
        return .object(object)
    }

    private func attempt(_ attempt: RunEntry.Attempt) -> JSONValue {
        let record = attempt.record
        return [
            "message": JSONValue(attempt.message), "number": JSONValue(record.number),
            "outcome": JSONValue(record.outcome?.rawValue), "reason": JSONValue(record.reason?.rawValue),
            "sent_at": JSONValue(record.startedAt?.description),
        ]
    }

    /// Nil for a step about a wait, whose length is the machine's.
    private func step(_ step: RunStep) -> JSONValue? {
        let details = step.details.flatMap { try? JSONParser.parse($0) }
        guard details?["waited_for"] == nil else { return nil }
        return [
            "attempt": JSONValue(step.attempt), "message": .string(step.message),
            "step_type": .string(step.kind.rawValue), "timestamp": .string(step.timestamp.description),
        ]
    }

    /// The result document without the run's id. Its digest is left out: where a secret was redacted, the digest that was
    /// taken from the server's answer is another one than that of the recorded answer.
    private var result: JSONValue? {
        guard case .object(var document)? = run.output else { return nil }
        document["run_id"] = nil
        return .object(document)
    }
}

import ReeveJSON
import ReeveModel
import ReeveStore

/// `runs.csv`: one line a run, superseded ones too (RFC 4180, with a header line).
package struct RunsTable: Sendable {
    private static let columns = [
        "run_id", "item", "cell", "kind", "agent", "tool", "status", "reason", "as_expected", "superseded_by",
        "attempts",
        "calls_sent", "created_at", "started_at", "ended_at", "duration_ms", "error_text", "policies", "rules", "place",
        "worker", "exit_code", "tokens_in", "tokens_out", "cost_micro", "currency", "effect_id", "result_digest",
        "result_bytes", "policy_set_digest", "pin_digest", "allowed_by",
        "team", "role", "provider", "model", "template_version", "template_source", "turns", "model_requests",
        "calls_refused", "tainted",
    ]

    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array(text.utf8) }

    package var text: String {
        var writer = CSVWriter()
        writer.write(RunsTable.columns)
        for run in report.runs + report.superseded { writer.write(fields(run)) }
        return writer.text
    }

    private func fields(_ run: RunEntry) -> [String] {
        let record = run.record
        func number(_ value: (some BinaryInteger)?) -> String { value.map { String($0) } ?? "" }
        return [
            record.id.text, record.identity.item, record.identity.cell ?? "", record.identity.kind.rawValue,
            record.assignment.agent ?? "", run.target ?? "",
            record.state.status.rawValue, record.state.reason?.rawValue ?? "", run.ending.isExpected ? "true" : "false",
            record.state.supersededBy?.text ?? "", String(run.attempts.count), String(run.callsSent),
            record.identity.createdAt.description, record.state.startedAt?.description ?? "",
            record.state.endedAt?.description ?? "",
            number(record.duration.map { $0.microseconds / 1_000 }), record.state.errorText ?? "",
            (run.refusal?.by.policies ?? []).joined(separator: " "),
            (run.refusal?.by.rules ?? []).joined(separator: " "),
            run.shownPlace ?? "", record.state.worker ?? "", number(record.usage.exitCode),
            number(record.usage.tokensIn),
            number(record.usage.tokensOut), number(record.usage.cost), record.usage.currency ?? "",
            record.identity.effectID,
            record.usage.resultDigest?.description ?? "", String(run.outputBytes),
            record.usage.policySetDigest?.description ?? "", record.usage.pinDigest?.description ?? "",
            (run.allowedBy?.names ?? []).joined(separator: " "),
        ] + taskFields(run)
    }

    private func taskFields(_ run: RunEntry) -> [String] {
        let (record, conversation) = (run.record, run.conversation)
        return [
            record.identity.team ?? "", record.identity.role ?? "", record.usage.provider ?? "",
            record.usage.model ?? "", record.usage.templateVersion ?? "", record.usage.templateSource ?? "",
            conversation.map { String($0.turns) } ?? "", conversation.map { String($0.requests) } ?? "",
            conversation.map { String($0.refused.count) } ?? "", conversation.map { String($0.isTainted) } ?? "",
        ]
    }
}

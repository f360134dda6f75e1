package import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// The result document of a task.
package struct TaskDocument: Sendable {
    private let object: JSONObject
    /// The digest of the output, without names, times and usage: equal outputs have equal digests.
    package let digest: ContentDigest

    init(
        run: RunRecord, status: RunStatus, reason: RunReason?, output: JSONValue, journal: TaskJournal,
        startedAt: Timestamp, endedAt: Timestamp
    ) {
        digest = TaskDocument.digest(of: output)
        let use = journal.used
        let last = journal.entries.last { $0.row.kind == .model && $0.row.status == .done }
        var usage: JSONObject = [
            "tokens_in": JSONValue(Int(clamping: use.tokensIn)), "tokens_out": JSONValue(Int(clamping: use.tokensOut)),
            "tool_calls": JSONValue(journal.toolCalls), "turns": JSONValue(journal.turns),
        ]
        usage["cost_micros"] = JSONValue(Int(clamping: use.cost))
        object = [
            "agent": JSONValue(run.assignment.agent),
            "execution": [
                "duration_ms": JSONValue(endedAt.since(startedAt).microseconds / 1_000),
                "ended_at": .string(endedAt.description), "started_at": .string(startedAt.description),
            ],
            "model": JSONValue(last?.row.model), "output": output, "provider": JSONValue(last?.row.provider),
            "reason": JSONValue(reason?.rawValue), "run_id": .string(run.id.text),
            "status": .string(status.rawValue), "tainted": .bool(journal.isTainted), "usage": .object(usage),
        ]
    }

    package var value: JSONValue { .object(object) }

    static func digest(of output: JSONValue) -> ContentDigest { ContentDigest.of(["output": output]) }
}

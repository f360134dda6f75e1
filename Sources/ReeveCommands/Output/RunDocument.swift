import ReeveJSON
import ReeveModel
import ReeveStore

/// Runs and steps as JSON, with the names of the SQL views.
enum RunDocument {
    static func json(_ run: RunRecord) -> JSONValue {
        var out: JSONObject = [
            "id": .string(run.id.text), "batch": .string(run.batch.text), "organization": .string(run.organization),
            "environment": .string(run.environment), "queue": .string(run.queue), "item": .string(run.item),
            "kind": .string(run.kind.rawValue),
            "status": .string(run.status.rawValue), "priority": JSONValue(run.priority),
            "attempts": JSONValue(run.attempts),
            "effect_id": .string(run.effectID), "created_at": .string(run.createdAt.description),
            "expected": .bool(run.isExpected),
        ]
        func set(_ key: String, _ value: String?) { if let value { out[key] = .string(value) } }
        set("cell", run.cell)
        set("title", run.title)
        set("description", run.description)
        set("agent", run.agent)
        set("tool", run.tool)
        set("reason", run.reason?.rawValue)
        set("error_text", run.errorText)
        set("worker", run.worker)
        set("retry_of", run.retryOf?.text)
        set("superseded_by", run.supersededBy?.text)
        set("skip_cause", run.skipCause?.text)
        set("ready_at", run.readyAt?.description)
        set("started_at", run.startedAt?.description)
        set("ended_at", run.endedAt?.description)
        set("result_digest", run.resultDigest?.description)
        set("policy_set_digest", run.policySetDigest?.description)
        set("pin_digest", run.pinDigest?.description)
        if let duration = run.duration { out["duration_ms"] = JSONValue(duration.microseconds / 1_000) }
        out["input"] = run.content?.input.flatMap { try? JSONParser.parse($0) }
        out["output"] = run.content?.output.flatMap { try? JSONParser.parse($0) }
        return .object(out)
    }

    static func json(_ step: RunStep) -> JSONValue {
        var out: JSONObject = [
            "run": .string(step.run.text), "attempt": JSONValue(step.attempt), "ordinal": JSONValue(step.ordinal),
            "step_type": .string(step.kind.rawValue), "message": .string(step.message),
            "timestamp": .string(step.timestamp.description),
        ]
        out["details"] = step.details.flatMap { try? JSONParser.parse($0) }
        return .object(out)
    }
}

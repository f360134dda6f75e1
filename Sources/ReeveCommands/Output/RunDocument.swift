import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Runs and steps as JSON. The members have the names of the columns in the SQL views.
enum RunDocument {
    static func json(_ run: RunRecord) -> JSONValue {
        var out: JSONObject = [
            "id": .string(run.id.text), "batch": .string(run.identity.batch.text),
            "organization": .string(run.identity.organization),
            "environment": .string(run.identity.environment), "queue": .string(run.identity.queue),
            "item": .string(run.identity.item),
            "kind": .string(run.identity.kind.rawValue),
            "status": .string(run.state.status.rawValue), "priority": JSONValue(run.identity.priority),
            "attempts": JSONValue(run.state.attempts),
            "effect_id": .string(run.identity.effectID), "created_at": .string(run.identity.createdAt.description),
            "expected": .bool(run.state.isExpected),
        ]
        func set(_ key: String, _ value: String?) { if let value { out[key] = .string(value) } }
        set("cell", run.identity.cell)
        set("title", run.identity.title)
        set("description", run.identity.description)
        set("agent", run.assignment.agent)
        set("tool", run.assignment.tool)
        set("reason", run.state.reason?.rawValue)
        set("error_text", run.state.errorText)
        set("worker", run.state.worker)
        set("retry_of", run.identity.retryOf?.text)
        set("superseded_by", run.state.supersededBy?.text)
        set("skip_cause", run.state.skipCause?.text)
        set("ready_at", run.state.readyAt?.description)
        set("started_at", run.state.startedAt?.description)
        set("ended_at", run.state.endedAt?.description)
        set("result_digest", run.usage.resultDigest?.description)
        set("policy_set_digest", run.usage.policySetDigest?.description)
        set("pin_digest", run.usage.pinDigest?.description)
        if let duration = run.duration { out["duration_ms"] = JSONValue(duration.microseconds / 1_000) }
        out["input"] = run.content?.input.flatMap { try? JSONParser.parse($0) }
        out["last_proposal"] = run.content?.lastProposal.flatMap { try? JSONParser.parse($0) }
        out["output"] = run.content?.output.flatMap { try? JSONParser.parse($0) }
        return .object(out)
    }

    /// The run with its requests for approvals.
    static func json(_ outcome: RunShowOperation.Outcome) -> JSONValue {
        var out = json(outcome.run).object ?? [:]
        out["approvals"] = .array(outcome.approvals.map(ApprovalJSON.of))
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

import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveReport
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
        addUse(of: run, to: &out)
        if let duration = run.duration { out["duration_ms"] = JSONValue(duration.microseconds / 1_000) }
        out["input"] = run.content?.input.flatMap { try? JSONParser.parse($0) }
        out["last_proposal"] = run.content?.lastProposal.flatMap { try? JSONParser.parse($0) }
        out["output"] = run.content?.output.flatMap { try? JSONParser.parse($0) }
        return .object(out)
    }

    /// Who a task is, and what it has used of models. The cost is in micro-units of the currency.
    private static func addUse(of run: RunRecord, to out: inout JSONObject) {
        func set(_ key: String, _ value: String?) { if let value { out[key] = .string(value) } }
        func set(_ key: String, _ value: Int64?) { if let value { out[key] = JSONValue(value) } }
        set("team", run.identity.team)
        set("role", run.identity.role)
        set("parent_run", run.identity.parentRun?.text)
        set("template_version", run.usage.templateVersion)
        set("template_source", run.usage.templateSource)
        set("provider", run.usage.provider)
        set("model", run.usage.model)
        set("tokens_in", run.usage.tokensIn)
        set("tokens_out", run.usage.tokensOut)
        set("cost", run.usage.cost)
        set("currency", run.usage.currency)
    }

    /// The run with its requests for approvals, and a task with its conversation.
    static func json(_ outcome: RunShowOperation.Outcome) -> JSONValue {
        var out = json(outcome.run).object ?? [:]
        if let conversation = outcome.conversation {
            out["turns"] = JSONValue(conversation.turns)
            out["model_requests"] = JSONValue(conversation.requests)
            out["tool_calls"] = JSONValue(conversation.callsSent)
            out["tainted"] = .bool(conversation.isTainted)
            out["conversation"] = ConversationDocument(of: outcome.run.id, conversation).value
        }
        out["last_proposal"] = outcome.run.content?.lastProposal.flatMap { try? JSONParser.parse($0) }
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

import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy
import ReeveStore

/// A request for an approval as JSON.
enum ApprovalJSON {
    static func of(_ entry: ApprovalEntry) -> JSONValue {
        let (approval, run) = (entry.approval, entry.run)
        var out: JSONObject = [
            "id": .string(approval.id.text), "status": .string(entry.status.rawValue),
            "kind": .string(approval.kind.rawValue), "run": .string(run.id.text),
            "batch": .string(run.identity.batch.text), "organization": .string(run.identity.organization),
            "environment": .string(run.identity.environment), "item": .string(run.identity.item),
            "digest": .string(approval.digest.description), "requester": .string(entry.requester.description),
            "created_at": .string(approval.createdAt.description),
            "expires_at": .string(approval.expiresAt.description), "intact": .bool(entry.isIntact),
        ]
        out["cell"] = run.identity.cell.map { .string($0) }
        out["call"] = approval.call.map { .string($0) }
        out["ended_at"] = approval.endedAt.map { .string($0.description) }
        out["agent"] = entry.document.map { .string($0.agent) }
        out["reason"] = entry.document?.reason.map { .string($0) }
        out["task"] = entry.document?.task.map { task in
            [
                "prompt": task.prompt, "rules": .array(task.rules.map(rule)),
                "tools": JSONValue(task.tools),
            ]
        }
        out["calls"] = .array((entry.document?.calls ?? []).map(call))
        out["requirements"] = .array(requirements(entry))
        out["votes"] = .array(entry.votes.map(vote))
        return .object(out)
    }

    private static func call(_ call: ApprovalDocument.Call) -> JSONValue {
        [
            "definition": .string(call.definition.description), "input": call.input,
            "pin": JSONValue(call.pin?.description),
            "rules": .array(call.rules.map(rule)), "server": .string(call.server.description),
            "tool": .string(call.tool),
        ]
    }

    private static func rule(_ rule: ApprovalDocument.Rule) -> JSONValue {
        [
            "digest": .string(rule.digest.description), "id": .string(rule.id), "place": JSONValue(rule.place),
        ]
    }

    private static func requirements(_ entry: ApprovalEntry) -> [JSONValue] {
        (entry.document?.terms ?? []).enumerated().map { index, term in
            [
                "approvals": JSONValue(entry.document?.approvals(of: index, in: entry.votes) ?? 0),
                "approvers": JSONValue(term.requirement.approvers.map(\.description)),
                "count": JSONValue(term.requirement.count), "rule": JSONValue(term.rule),
                "separation": .bool(term.requirement.isSeparate),
            ]
        }
    }

    private static func vote(_ vote: ApprovalVote) -> JSONValue {
        [
            "approver": .string(vote.approver), "reason": JSONValue(vote.reason),
            "standing": (try? JSONParser.parse(vote.standing)) ?? .null, "verdict": .string(vote.verdict.rawValue),
            "voted_at": .string(vote.votedAt.description),
        ]
    }
}

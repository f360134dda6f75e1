import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore

/// Previews as JSON.
enum DryRunDocument {
    static func json(_ previews: [RunPreview]) -> JSONValue {
        var summary = JSONObject()
        for verdict in RunPreview.Verdict.allCases {
            summary[verdict.rawValue] = JSONValue(previews.count { $0.verdict == verdict })
        }
        summary["failures"] = JSONValue(previews.count(where: \.isFailure))
        return [
            "format_version": 1, "runs": .array(previews.map(json)), "summary": .object(summary),
        ]
    }

    private static func json(_ preview: RunPreview) -> JSONValue {
        let run = preview.run
        var out: JSONObject = [
            "agent": JSONValue(run.assignment.agent), "batch": .string(preview.batchName),
            "cell": JSONValue(run.identity.cell),
            "environment": .string(run.identity.environment), "expected": .bool(preview.isExpected),
            "unmet": .bool(preview.isUnmet),
            "input_open": .bool(preview.isInputOpen), "item": .string(run.identity.item),
            "limits": JSONValue(preview.limits), "message": JSONValue(preview.message),
            "not_judged": JSONValue(preview.notJudged.map(\.rawValue).sorted()),
            "organization": .string(run.identity.organization), "place": JSONValue(preview.place),
            "queue": .string(run.identity.queue), "reason": JSONValue(preview.reason?.rawValue),
            "rules": JSONValue(preview.rules.map { "\($0.policy)#\($0.rule)" }),
            "stage": JSONValue(preview.stage?.rawValue), "status": .string(run.state.status.rawValue),
        ]
        out["tool"] = JSONValue(run.assignment.tool)
        out["verdict"] = .string(preview.verdict.rawValue)
        return .object(out)
    }
}

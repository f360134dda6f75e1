import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// A batch as JSON, with the number of its runs by status. A batch that is shown also has its use.
enum BatchDocument {
    static func json(_ counted: CountedBatch) -> JSONValue {
        let batch = counted.batch
        var out: JSONObject = [
            "id": .string(batch.id.text), "name": .string(batch.name), "organization": .string(batch.organization),
            "environment": .string(batch.environment), "queue": .string(batch.queue),
            "status": .string(batch.status.rawValue),
            "definition_digest": .string(batch.definitionDigest.description),
            "requester": .string(batch.requester.description),
            "created_at": .string(batch.createdAt.description), "concurrency": JSONValue(batch.concurrency),
        ]
        if let ended = batch.endedAt { out["ended_at"] = .string(ended.description) }
        if let deadline = batch.deadline { out["deadline"] = .string(deadline.description) }
        var byStatus = JSONObject()
        for count in counted.counts {
            byStatus[count.status.rawValue] = JSONValue((byStatus[count.status.rawValue]?.int ?? 0) + count.count)
        }
        out["runs"] = .object(byStatus)
        if let use = counted.use {
            out["kinds"] = ["task": JSONValue(use.tasks), "tool_run": JSONValue(use.toolRuns)]
            out["tokens_in"] = JSONValue(use.tokensIn)
            out["tokens_out"] = JSONValue(use.tokensOut)
            out["costs"] = .array(
                use.costs.sorted { $0.key < $1.key }.map {
                    ["currency": .string($0.key), "micro_units": JSONValue($0.value)]
                })
        }
        return .object(out)
    }
}

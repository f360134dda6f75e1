import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveReport
import ReeveStore

/// What `run` did with one batch, as JSON. The report has the details.
enum RunResult {
    static func json(_ batch: FinishedBatch) -> JSONValue {
        let report = batch.report
        let counts = report.counts.map { count -> JSONValue in
            [
                "as_expected": .bool(count.ending.isExpected), "count": JSONValue(count.count),
                "status": .string(count.ending.status.rawValue),
            ]
        }
        return [
            "costs": .array(
                report.costs.map { ["currency": .string($0.currency), "micro_units": JSONValue($0.microUnits)] }),
            "model_requests": JSONValue(report.modelRequests),
            "tokens": ["input": JSONValue(report.tokens.input), "output": JSONValue(report.tokens.output)],
            "batch": .string(report.batch.id.text), "counts": .array(counts),
            "elapsed_ms": JSONValue(report.elapsed.microseconds / 1_000), "name": .string(report.batch.name),
            "needs_attention": JSONValue(report.needsAttention), "report": JSONValue(batch.path),
            "runs": JSONValue(report.runs.count), "status": .string(report.batch.status.rawValue),
            "tool_calls": JSONValue(report.callsSent), "verdict": .string(report.verdict.kind.rawValue),
        ]
    }
}

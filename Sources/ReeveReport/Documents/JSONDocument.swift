import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// `report.json`: all that the other forms show, for programs (`docs/schemas/report.schema.json`).
package struct JSONDocument: Sendable {
    package static let formatVersion = 1

    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array((VisibleText.json(value.prettyText) + "\n").utf8) }

    package var value: JSONValue {
        let (width, buckets) = report.throughput
        let tokens = report.tokens
        var object: JSONObject = [
            "audit": audit, "batch": batch, "counts": counts(report.counts), "elapsed_ms": milliseconds(report.elapsed),
            "durations": quantiles(report.durations), "format_version": JSONValue(JSONDocument.formatVersion),
            "items": .array(report.items.map(item)), "kind": "reeve.run-report",
            "needs_attention": JSONValue(report.needsAttention), "notes": JSONValue(report.notes),
            "producer": JSONValue(report.producer), "runs": .array(report.runs.map(run)),
            "slowest": .array(report.slowest().map { .string($0.record.id.text) }),
            "superseded": .array(report.superseded.map(run)),
            "throughput": [
                "bucket_ms": milliseconds(width),
                "buckets": .array(
                    buckets.map { ["finished": JSONValue($0.finished), "start": .string($0.start.description)] }),
            ],
            "tool_calls": JSONValue(report.callsSent), "tools": .array(report.tools.map(tool)),
            "verdict": ["kind": .string(report.verdict.kind.rawValue), "sentence": .string(report.verdict.sentence)],
        ]
        object["model_requests"] = JSONValue(report.modelRequests)
        object["tasks"] = tasks(of: report)
        object["tokens"] = ["input": JSONValue(tokens.input), "output": JSONValue(tokens.output)]
        object["costs"] = .array(
            report.costs.map { ["currency": .string($0.currency), "micro_units": JSONValue($0.microUnits)] })
        return .object(object)
    }

    private var batch: JSONValue {
        let batch = report.batch
        return [
            "attributes": attributes(batch),
            "concurrency": JSONValue(batch.concurrency), "created_at": .string(batch.createdAt.description),
            "deadline": instant(batch.deadline), "definition_digest": .string(batch.definitionDigest.description),
            "ended_at": instant(batch.endedAt), "environment": .string(batch.environment),
            "fired_for": instant(batch.firedFor), "id": .string(batch.id.text),
            "idempotency_key": JSONValue(batch.idempotencyKey), "name": .string(batch.name),
            "organization": .string(batch.organization), "queue": .string(batch.queue),
            "request_digest": .string(batch.requestDigest.description),
            "requester": .string(batch.requester.description),
            "revision": report.revision.map(revision) ?? .null, "schedule": JSONValue(batch.schedule?.text),
            "status": .string(batch.status.rawValue), "stop_reason": JSONValue(batch.stopReason?.rawValue),
            "time_zone": JSONValue(report.timeZone),
        ]
    }

    private func revision(_ revision: RevisionEntry) -> JSONValue {
        [
            "applied_at": .string(revision.appliedAt.description), "git_commit": JSONValue(revision.gitCommit?.hash),
            "git_dirty": revision.gitCommit.map { .bool($0.isDirty) } ?? .null, "serial": JSONValue(revision.serial),
            "set": .string(revision.set),
        ]
    }

    /// Without the places, which stand with each run.
    private func attributes(_ batch: BatchRecord) -> JSONValue {
        guard var members = (try? JSONParser.parse(batch.attributes))?.object else { return .null }
        members[BatchPlaces.member] = nil
        return .object(members)
    }

    private func item(_ figures: RunReport.ItemFigures) -> JSONValue {
        [
            "counts": counts(figures.counts), "durations": quantiles(figures.durations), "name": .string(figures.item),
            "retries": JSONValue(figures.retries), "runs": JSONValue(figures.total),
        ]
    }

    private func run(_ run: RunEntry) -> JSONValue {
        let record = run.record
        var object: JSONObject = [
            "agent": JSONValue(record.assignment.agent),
            "allowed_by": run.allowedBy.map { .object(rules($0)) } ?? .null,
            "as_expected": .bool(run.ending.isExpected),
            "attempts": .array(run.attempts.map(attempt)), "cell": JSONValue(record.identity.cell),
            "created_at": .string(record.identity.createdAt.description), "duration_ms": milliseconds(record.duration),
            "effect_id": .string(record.identity.effectID), "ended_at": instant(record.state.endedAt),
            "error_text": JSONValue(record.state.errorText), "exit_code": integer(record.usage.exitCode),
            "id": .string(record.id.text), "input": run.input ?? .null, "item": .string(record.identity.item),
            "kind": .string(record.identity.kind.rawValue), "pin_digest": digest(record.usage.pinDigest),
            "place": JSONValue(run.shownPlace), "policy_set_digest": digest(record.usage.policySetDigest),
            "reason": JSONValue(record.state.reason?.rawValue), "redacted": .bool(run.isRedacted),
            "refusal": run.refusal.map(refusal) ?? .null, "retry_of": JSONValue(record.identity.retryOf?.text),
            "skip_cause": JSONValue(run.skipCause), "started_at": instant(record.state.startedAt),
            "status": .string(record.state.status.rawValue), "steps": .array(run.steps.map(step)),
            "superseded_by": JSONValue(record.state.supersededBy?.text), "title": JSONValue(record.identity.title),
            "tool": JSONValue(run.target), "worker": JSONValue(record.state.worker),
        ]
        object["approvals"] = .array(run.approvals.map(approval))
        object["result"] = result(run)
        object["task"] = task(run)
        object["waits"] = .array(
            run.waits.map {
                ["for": .string($0.what), "waited_ms": milliseconds($0.duration), "words": .string($0.words)]
            })
        object["usage"] = [
            "cost_micro_units": integer(record.usage.cost), "currency": JSONValue(record.usage.currency),
            "model": JSONValue(record.usage.model), "provider": JSONValue(record.usage.provider),
            "tokens_in": integer(record.usage.tokensIn), "tokens_out": integer(record.usage.tokensOut),
        ]
        return .object(object)
    }

    private func approval(_ approval: RunApproval) -> JSONValue {
        let record = approval.record
        return [
            "created_at": .string(record.createdAt.description), "digest": digest(record.digest),
            "ended_at": instant(record.endedAt), "expires_at": .string(record.expiresAt.description),
            "id": .string(record.id.text), "status": .string(record.status.rawValue),
            "votes": .array(
                approval.votes.map { vote in
                    [
                        "approver": .string(vote.approver), "reason": JSONValue(vote.reason),
                        "verdict": .string(vote.verdict.rawValue), "voted_at": .string(vote.votedAt.description),
                    ]
                }),
        ]
    }

    /// Small results stand here, large ones in their file; the digest is of what the tool said.
    private func result(_ run: RunEntry) -> JSONValue {
        guard run.outputBytes > 0 || run.record.usage.resultDigest != nil else { return .null }
        let isInline = run.outputFile == nil
        return [
            "bytes": JSONValue(run.outputBytes), "digest": digest(run.record.usage.resultDigest),
            "document": isInline ? run.output ?? .null : .null, "file": JSONValue(run.outputFile),
        ]
    }

    private func attempt(_ attempt: RunEntry.Attempt) -> JSONValue {
        let record = attempt.record
        return [
            "arguments": attempt.arguments ?? .null, "claimed_at": .string(record.claimedAt.description),
            "ended_at": instant(record.endedAt),
            "message": JSONValue(attempt.message), "number": JSONValue(record.number),
            "outcome": JSONValue(record.outcome?.rawValue), "reason": JSONValue(record.reason?.rawValue),
            "sent_at": instant(record.startedAt), "worker": .string(record.worker),
        ]
    }

    private func step(_ step: RunStep) -> JSONValue {
        [
            "attempt": JSONValue(step.attempt), "details": step.details.flatMap { try? JSONParser.parse($0) } ?? .null,
            "message": .string(step.message), "ordinal": JSONValue(step.ordinal),
            "step_type": .string(step.kind.rawValue), "timestamp": .string(step.timestamp.description),
        ]
    }

    private func refusal(_ refusal: RunEntry.Refusal) -> JSONValue {
        var object = rules(refusal.by)
        object["message"] = JSONValue(refusal.message)
        object["stage"] = JSONValue(refusal.stage)
        return .object(object)
    }

    private func rules(_ rules: RunEntry.Rules) -> JSONObject {
        [
            "places": JSONValue(rules.places), "policies": JSONValue(rules.policies), "rules": JSONValue(rules.rules),
        ]
    }

    private func tool(_ tool: ToolEntry) -> JSONValue {
        [
            "address": .string(tool.address), "calls": JSONValue(tool.calls),
            "digest": .string(tool.digest.description),
            "pinned": .bool(tool.isPinned), "server": JSONValue(tool.server), "status": .string(tool.status.rawValue),
            "version": .string(tool.version),
        ]
    }

    private var audit: JSONValue {
        let audit = report.audit
        var checkpoint: JSONValue = .null
        if let signed = audit.checkpoint {
            checkpoint = [
                "origin": .string(signed.checkpoint.origin), "root": .string(signed.checkpoint.root.hex),
                "size": JSONValue(Int64(clamping: signed.checkpoint.size)),
                "time": instant(signed.checkpoint.time),
            ]
        }
        return [
            "checkpoint": checkpoint, "entries": JSONValue(audit.lines.count), "key": JSONValue(audit.key?.vkey),
            "log_size": JSONValue(Int64(clamping: audit.logSize)), "unsigned_entries": JSONValue(audit.unsignedCount),
        ]
    }

    private func counts(_ counts: [RunReport.EndingCount]) -> JSONValue {
        .array(
            counts.map {
                [
                    "as_expected": .bool($0.ending.isExpected), "count": JSONValue($0.count),
                    "status": .string($0.ending.status.rawValue),
                ]
            })
    }

    private func quantiles(_ quantiles: Quantiles?) -> JSONValue {
        guard let quantiles else { return .null }
        return [
            "count": JSONValue(quantiles.count), "max_ms": milliseconds(quantiles.maximum), "method": "nearest-rank",
            "min_ms": milliseconds(quantiles.minimum), "p50_ms": milliseconds(quantiles.p50),
            "p95_ms": milliseconds(quantiles.p95), "p99_ms": milliseconds(quantiles.p99),
        ]
    }

    private func instant(_ time: Timestamp?) -> JSONValue { JSONValue(time?.description) }
    private func digest(_ digest: ContentDigest?) -> JSONValue { JSONValue(digest?.description) }
    private func integer(_ value: (some BinaryInteger)?) -> JSONValue { value.map { JSONValue(Int64($0)) } ?? .null }
    private func milliseconds(_ duration: Duration?) -> JSONValue {
        duration.map { JSONValue($0.microseconds / 1_000) } ?? .null
    }
}

import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// `report.md`: the report for a pull request or a ticket.
package struct MarkdownDocument: Sendable {
    /// More rows than this are counted only; `runs.csv` has them all.
    static let rowsMax = 200
    /// More inputs and results than this are in `report.json` only.
    static let exchangesMax = 20

    let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array(text.utf8) }

    package var text: String {
        var out = heading()
        out += outcomes()
        out += otherwise()
        out += tasks()
        out += durations()
        out += retries()
        out += evidence()
        return out
    }

    private func heading() -> String {
        let batch = report.batch
        let verdict = report.verdict
        var out = "# Run report: \(MarkdownText.code(batch.name, in: .line))\n\n"
        out += "**\(verdict.kind.rawValue.uppercased())**: \(verdict.sentence).\n\n"
        var rows = [
            ("Batch", code(batch.id.text)), ("Scope", code("\(batch.organization)/\(batch.environment)")),
            ("Requested by", code(batch.requester.description)), ("Queue", code(batch.queue)),
            ("Submitted", FigureText.instant(batch.createdAt)),
            ("Ended", batch.endedAt.map(FigureText.instant) ?? "not yet"),
            ("Took", FigureText.duration(report.elapsed)),
            ("Deadline", batch.deadline.map(FigureText.instant) ?? "none"),
            ("Tool calls", FigureText.count(report.callsSent)),
            ("Model requests", FigureText.count(report.modelRequests)),
            ("Definition", code(batch.definitionDigest.description)),
        ]
        if report.tasks.isEmpty { rows.removeAll { $0.0 == "Model requests" } }
        if let zone = report.timeZone { rows.append(("Time zone", code(zone) + "; times here are UTC")) }
        if let revision = report.revision {
            rows.append(("Revision", escaped(revision.words)))
            rows.append(
                (
                    "Commit",
                    revision.gitCommit.map { code($0.hash) + ($0.isDirty ? GitCommit.mark : "") }
                        ?? "none was known when it was applied"
                ))
        }
        if let producer = report.producer { rows.append(("Made by", escaped(producer))) }
        out += "| | |\n| --- | --- |\n"
        for row in rows { out += "| \(row.0) | \(row.1) |\n" }
        for note in report.notes { out += "\nNote: \(MarkdownText.prose(note, in: .line)).\n" }
        return out + "\n"
    }

    private func outcomes() -> String {
        var out =
            "## Outcome by item\n\n| Item | Runs | Outcome | p50 | p95 | p99 |\n| --- | ---: | --- | ---: | ---: | ---: |\n"
        for item in report.items {
            let counts = item.counts.map { "\($0.count) \($0.ending.words)" }.joined(separator: ", ")
            out += "| \(code(item.item)) | \(item.total) | \(counts) "
            out += "| \(time(item.durations?.p50)) | \(time(item.durations?.p95)) | \(time(item.durations?.p99)) |\n"
        }
        let counts = report.counts.map { "\($0.count) \($0.ending.words)" }.joined(separator: ", ")
        let all = report.durations
        out += "| **All** | \(report.runs.count) | \(counts) "
        return out + "| \(time(all?.p50)) | \(time(all?.p95)) | \(time(all?.p99)) |\n\n"
    }

    private func otherwise() -> String {
        let runs = report.otherwise
        guard !runs.isEmpty else { return "" }
        var out = "## Ended otherwise than succeeded\n\n"
        out += "| Run | Outcome | Reason | Explanation | Where | Remedy | Id |\n"
        out += "| --- | --- | --- | --- | --- | --- | --- |\n"
        for run in runs.prefix(MarkdownDocument.rowsMax) {
            let rules = run.refusal?.by.names ?? []
            var why = escaped(VisibleText.shortened(run.explanation ?? "", to: 400))
            if !rules.isEmpty { why += " (rule \(rules.map(code).joined(separator: ", ")))" }
            for sentence in run.approvalSentences { why += "; " + escaped(VisibleText.shortened(sentence, to: 400)) }
            let remedy =
                run.ending.isExpected ? "none needed" : run.record.state.reason.map { ReasonWords.of($0).remedy } ?? ""
            // The remedies are our own words, with code in back quotes.
            out += "| \(code(run.label)) | \(run.ending.words) | \(code(run.record.state.reason?.rawValue ?? "")) "
            out += "| \(why) | \(code(run.shownPlace ?? "")) | \(remedy) | \(code(run.record.id.text)) |\n"
        }
        return out + more(runs.count) + "\n" + exchanges(runs.filter(\.ending.needsAttention))
    }

    /// What the runs that need a look were given, and what they got.
    private func exchanges(_ runs: [RunEntry]) -> String {
        let runs = runs.filter { !$0.isTask && ($0.callsSent > 0 || $0.given != nil) }
        guard !runs.isEmpty else { return "" }
        var out = "Input and result of what needs a look:\n\n| Run | Allowed by | Input | Result |\n"
        out += "| --- | --- | --- | --- |\n"
        for run in runs.prefix(MarkdownDocument.exchangesMax) {
            let input = run.given.map { VisibleText.shortened($0.canonicalText, to: 300) } ?? ""
            let result = run.shownResult.map { VisibleText.shortened($0, to: 300) } ?? ""
            let rules = (run.allowedBy?.names ?? []).map(code).joined(separator: ", ")
            out += "| \(code(run.label)) | \(rules) | \(code(input)) | \(code(result)) |\n"
        }
        let left = runs.count - MarkdownDocument.exchangesMax
        return out + (left > 0 ? "\n\(FigureText.count(left)) more are in `report.json`.\n" : "") + "\n"
    }

    private func durations() -> String {
        guard let all = report.durations else { return "" }
        var out = "## Durations\n\n"
        out += "Nearest-rank quantiles of \(FigureText.count(all.count, "run")), from the first passing of the gate to"
        out +=
            " the end: p50 \(time(all.p50)), p95 \(time(all.p95)), p99 \(time(all.p99)), longest \(time(all.maximum)).\n\n"
        out += "| Slowest | Tool or model | Outcome | Attempts | Took |\n| --- | --- | --- | ---: | ---: |\n"
        for run in report.slowest() {
            out += "| \(code(run.label)) | \(code(run.target ?? run.modelName ?? "")) | \(run.ending.words) "
            out += "| \(run.attempts.count) | \(time(run.record.duration)) |\n"
        }
        return out + "\n"
    }

    private func retries() -> String {
        let runs = report.retried
        guard !runs.isEmpty else { return "" }
        var out = "## Retries\n\n| Run | Attempt | Outcome | Reason | Explanation |\n| --- | ---: | --- | --- | --- |\n"
        for run in runs.prefix(MarkdownDocument.rowsMax) {
            for attempt in run.attempts {
                out += "| \(code(run.label)) | \(attempt.record.number) "
                out += "| \(attempt.record.outcome?.rawValue ?? "running") "
                out += "| \(code(attempt.record.reason?.rawValue ?? "")) "
                out += "| \(escaped(VisibleText.shortened(attempt.message ?? "", to: 300))) |\n"
            }
        }
        return out + more(runs.count) + "\n"
    }

    private func evidence() -> String {
        var out = "## Evidence\n\n"
        if !report.tools.isEmpty {
            out += "| Tool that was called | Calls | Version | Definition | Pinned | Server |\n"
            out += "| --- | ---: | --- | --- | --- | --- |\n"
            for tool in report.tools {
                out += "| \(code(tool.address)) | \(tool.calls) | \(code(tool.version)) "
                out += "| \(code(tool.digest.description)) | \(tool.isPinned ? "yes" : "no") "
                out += "| \(code(tool.server ?? "")) |\n"
            }
            out += "\n"
        }
        let policies = Set(report.runs.compactMap(\.record.usage.policySetDigest)).map(\.description).sorted()
        if !policies.isEmpty { out += "Policy set: \(policies.map(code).joined(separator: ", ")).\n\n" }
        let audit = report.audit
        if let signed = audit.checkpoint {
            out += "\(FigureText.count(audit.lines.count)) audit entries with inclusion proofs against the checkpoint"
            out += " of size \(signed.checkpoint.size) by \(MarkdownText.code(signed.checkpoint.origin, in: .line))"
            out += " (root \(code(signed.checkpoint.root.hex))).\n\n"
            if audit.unsignedCount > 0 {
                out += "\(FigureText.count(audit.unsignedCount)) newer entries await the next checkpoint.\n\n"
            }
            out += "```\nreeve-verify audit.jsonl --checkpoint checkpoint\nreeve audit verify\n```\n"
        } else {
            out += "The log has no signed checkpoint yet, so nothing here can be verified offline:"
            out += " `reeve audit checkpoint`, then make the report again.\n"
        }
        return out
    }

    private func more(_ count: Int) -> String {
        let left = count - MarkdownDocument.rowsMax
        return left > 0 ? "\n\(FigureText.count(left)) more are in `runs.csv`.\n" : ""
    }

    private func time(_ duration: Duration?) -> String { duration.map(FigureText.duration) ?? "" }
    private func code(_ text: String) -> String { MarkdownText.code(text) }
    private func escaped(_ text: String) -> String { MarkdownText.prose(text) }
}

import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// `report.md`: the report for a pull request or a ticket.
package struct MarkdownDocument: Sendable {
    /// More rows than this are counted only; `runs.csv` has them all.
    static let rowsMax = 200

    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array(text.utf8) }

    package var text: String {
        var out = heading()
        out += outcomes()
        out += otherwise()
        out += durations()
        out += retries()
        out += evidence()
        return out
    }

    private func heading() -> String {
        let batch = report.batch
        let verdict = report.verdict
        var out = "# Run report: \(escaped(batch.name))\n\n"
        out += "**\(verdict.kind.rawValue.uppercased())**: \(verdict.sentence).\n\n"
        var rows = [
            ("Batch", code(batch.id.text)), ("Scope", escaped("\(batch.organization)/\(batch.environment)")),
            ("Requested by", escaped(batch.requester)), ("Queue", escaped(batch.queue)),
            ("Submitted", FigureText.instant(batch.createdAt)),
            ("Ended", batch.endedAt.map(FigureText.instant) ?? "not yet"),
            ("Took", FigureText.duration(report.elapsed)),
            ("Deadline", batch.deadline.map(FigureText.instant) ?? "none"),
            ("Tool calls", FigureText.count(report.callsSent)),
            ("Definition", code(batch.definitionDigest.description)),
        ]
        if let producer = report.producer { rows.append(("Made by", escaped(producer))) }
        out += "| | |\n| --- | --- |\n"
        for row in rows { out += "| \(row.0) | \(row.1) |\n" }
        for note in report.notes { out += "\nNote: \(escaped(note)).\n" }
        return out + "\n"
    }

    private func outcomes() -> String {
        var out =
            "## Outcome by item\n\n| Item | Runs | Outcome | p50 | p95 | p99 |\n| --- | ---: | --- | ---: | ---: | ---: |\n"
        for item in report.items {
            let counts = item.counts.map { "\($0.count) \($0.ending.words)" }.joined(separator: ", ")
            out += "| \(escaped(item.item)) | \(item.total) | \(counts) "
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
        out += "| Run | Outcome | Reason | Explanation | Where | Remedy |\n| --- | --- | --- | --- | --- | --- |\n"
        for run in runs.prefix(MarkdownDocument.rowsMax) {
            let rules = run.refusal?.ruleNames ?? []
            var why = VisibleText.shortened(run.explanation ?? "", to: 400)
            if !rules.isEmpty { why += " (rule \(rules.joined(separator: ", ")))" }
            let remedy =
                run.ending.isExpected ? "none needed" : run.record.reason.map { ReasonWords.of($0).remedy } ?? ""
            out += "| \(escaped(run.label)) | \(run.ending.words) | \(escaped(run.record.reason?.rawValue ?? "")) "
            out += "| \(escaped(why)) | \(escaped(run.shownPlace ?? "")) | \(escaped(remedy)) |\n"
        }
        return out + more(runs.count) + "\n"
    }

    private func durations() -> String {
        guard let all = report.durations else { return "" }
        var out = "## Durations\n\n"
        out += "Nearest-rank quantiles of \(FigureText.count(all.count, "run")), from the first passing of the gate to"
        out +=
            " the end: p50 \(time(all.p50)), p95 \(time(all.p95)), p99 \(time(all.p99)), longest \(time(all.maximum)).\n\n"
        out += "| Slowest | Tool | Outcome | Attempts | Took |\n| --- | --- | --- | ---: | ---: |\n"
        for run in report.slowest() {
            out += "| \(escaped(run.label)) | \(escaped(run.target ?? "")) | \(run.ending.words) "
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
                out += "| \(escaped(run.label)) | \(attempt.record.number) "
                out += "| \(attempt.record.outcome?.rawValue ?? "running") "
                out += "| \(escaped(attempt.record.reason?.rawValue ?? "")) "
                out += "| \(escaped(VisibleText.shortened(attempt.message ?? "", to: 300))) |\n"
            }
        }
        return out + more(runs.count) + "\n"
    }

    private func evidence() -> String {
        var out = "## Evidence\n\n"
        if !report.tools.isEmpty {
            out += "| Tool | Version | Definition | Pinned | Server |\n| --- | --- | --- | --- | --- |\n"
            for tool in report.tools {
                out += "| \(escaped(tool.address)) | \(escaped(tool.version)) | \(code(tool.digest.description)) "
                out += "| \(tool.isPinned ? "yes" : "no") | \(escaped(tool.server ?? "")) |\n"
            }
            out += "\n"
        }
        let policies = Set(report.runs.compactMap(\.record.policySetDigest)).map(\.description).sorted()
        if !policies.isEmpty { out += "Policy set: \(policies.map(code).joined(separator: ", ")).\n\n" }
        let audit = report.audit
        if let signed = audit.checkpoint {
            out += "\(FigureText.count(audit.lines.count)) audit entries with inclusion proofs against the checkpoint"
            out += " of size \(signed.checkpoint.size) by \(escaped(signed.checkpoint.origin))"
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
    private func code(_ text: String) -> String { "`\(text)`" }
    private func escaped(_ text: String) -> String { MarkdownText.escape(text) }
}

/// Text from elsewhere as Markdown that shows it as it is: no markup, no link, no mention.
package enum MarkdownText {
    package static func escape(_ text: String) -> String {
        var out = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            // Bare addresses and names would become links and mentions.
            case ":": out += "&#58;"
            case "@": out += "&#64;"
            case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "!", "|", "~", "$":
                out += "\\"
                out.unicodeScalars.append(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out.replacing("www.", with: "www&#46;")
    }
}

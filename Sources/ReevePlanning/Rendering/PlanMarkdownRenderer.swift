internal import ReeveJSON
internal import ReeveModel

/// A plan for a pull request: a summary, tables, and the field details folded away.
package struct PlanMarkdownRenderer: Sendable {
    /// Tables end after so many rows and say how many are left.
    private static let rowsMax = 100

    package init() {}

    package func render(_ plan: Plan) -> String {
        let text = PlanTextRenderer()
        let changes = plan.changes.sorted { $0.finalKey < $1.finalKey }
        var out = "## Plan for set `\(code(plan.set))`\n\n**\(text.summaryLine(plan))**\n"
        out += table(
            "Changes", ["", "Object", "Reason", "Source"],
            changes.map {
                [
                    "`\($0.action.symbol)`", "`\(code($0.finalKey.description))`", cell($0.reason.description),
                    cell($0.source?.description ?? ""),
                ]
            })
        out += table(
            "Risks", ["Object", "Risk", "What"],
            changes.flatMap { change in
                change.risks.map { ["`\(code(change.finalKey.description))`", $0.risk.rawValue, cell($0.detail)] }
            }
                + plan.pins.map {
                    [
                        "`\(code($0.address.organization))/\(code($0.address.environment))/\(code($0.address.name))`",
                        Risk.toolChanged.rawValue, "\($0.before?.short ?? "none") -> \($0.after?.short ?? "none")",
                    ]
                })
        out += table(
            "Access", ["", "Who may do what", "When"],
            plan.access.map {
                [$0.isGained ? "`+`" : "`-`", cell($0.statement), cell($0.conditions.joined(separator: ", "))]
            })
        out += table(
            "Drift", ["Object", "Changed by", ""],
            plan.drift.map {
                ["`\(code($0.key.description))`", cell($0.changedBy ?? ""), $0.isCorrected ? "set back" : "stays"]
            })
        out += table(
            "Conflicts", ["Object", "Cause", "Owner"],
            plan.conflicts.map { ["`\(code($0.key.description))`", $0.cause.rawValue, cell($0.owner ?? "")] })
        out += table(
            "Refused by apply", ["Object", "Why"],
            plan.guards.map { ["`\(code($0.key?.description ?? "plan"))`", cell($0.detail)] })
        let details = changes.prefix(Self.rowsMax).flatMap { change -> [String] in
            let fields = change.fieldChanges.flatMap { FieldChangeText.lines($0) }
            return fields.isEmpty ? [] : [change.finalKey.description] + fields.map { "  " + $0 }
        }
        if !details.isEmpty {
            // Indented code cannot be ended from inside, whatever a value holds.
            out +=
                "\n<details><summary>Fields</summary>\n\n" + details.map { "    " + $0 + "\n" }.joined()
                + "\n</details>\n"
        }
        return out + "\nPlan `\(plan.digest.short)`, store serial \(plan.base.serial).\n"
    }

    private func table(_ title: String, _ head: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        var out = "\n### \(title)\n\n| " + head.joined(separator: " | ") + " |\n|"
        out += String(repeating: " --- |", count: head.count) + "\n"
        for row in rows.prefix(Self.rowsMax) { out += "| " + row.joined(separator: " | ") + " |\n" }
        if rows.count > Self.rowsMax { out += "\n\(rows.count - Self.rowsMax) more.\n" }
        return out
    }

    private func code(_ text: String) -> String { String(PrintableText.of(text).filter { $0 != "`" && $0 != "|" }) }

    /// Text that keeps its place in a table and makes no markup.
    private func cell(_ text: String) -> String {
        var out = ""
        for character in PrintableText.of(text) {
            switch character {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "|", "*", "_", "`", "[", "]", "\\", "!": out += "\\" + String(character)
            default: out.append(character)
            }
        }
        return out
    }
}

internal import ReeveJSON
internal import ReeveModel

/// A plan as Markdown for a pull request: a summary, tables, and the details of fields in a folded part.
package struct PlanMarkdownRenderer: Sendable {
    /// The number of rows after which a table ends. The table then says how many are left.
    private static let rowsMax = 100

    package init() {}

    package func render(_ plan: Plan) -> String { render(plan.sealed) }

    package func render(_ sealed: SealedPlan) -> String {
        let plan = sealed.plan
        let text = PlanTextRenderer()
        let changes = plan.changes.sorted { $0.finalKey < $1.finalKey }
        var out = "## Plan for set `\(code(plan.set))`\n\n**\(text.summaryLine(plan))**\n"
        out += table(
            "Changes", ["", "Object", "Reason", "Source"],
            changes,
            {
                [
                    "`\($0.action.symbol)`", "`\(code($0.finalKey.description))`", cell($0.reason.description),
                    cell($0.source?.description ?? ""),
                ]
            })
        out += table(
            "Risks", ["Object", "Risk", "What"],
            changes.flatMap { change in change.risks.map { RiskRow.object(change, $0) } } + plan.pins.map { .pin($0) },
            {
                switch $0 {
                case .object(let change, let risk):
                    ["`\(code(change.finalKey.description))`", risk.risk.rawValue, cell(risk.detail)]
                case .pin(let pin):
                    [
                        "`\(code(pin.address.organization))/\(code(pin.address.environment))/\(code(pin.address.name))`",
                        ChangeRisk.toolChanged.rawValue,
                        "\(pin.before?.short ?? "none") -> \(pin.after?.short ?? "none")",
                    ]
                }
            })
        out += table(
            "Access", ["", "Who may do what", "When"],
            plan.access,
            {
                ["`\($0.change.symbol)`", cell($0.statement), cell($0.conditions.joined(separator: ", "))]
            })
        out += table(
            "Drift", ["Object", "Changed by", ""],
            plan.drift,
            {
                ["`\(code($0.key.description))`", cell($0.changedBy ?? ""), $0.isCorrected ? "set back" : "stays"]
            })
        out += table(
            "Conflicts", ["Object", "Cause", "Owner"],
            plan.conflicts, { ["`\(code($0.key.description))`", $0.cause.rawValue, cell($0.owner ?? "")] })
        out += table(
            "Refused by apply", ["Object", "Why"],
            plan.guards, { ["`\(code($0.key?.description ?? "plan"))`", cell($0.detail)] })
        let details = changes.prefix(Self.rowsMax).flatMap { change -> [String] in
            let fields = change.fieldChanges.flatMap { FieldChangeText.lines($0) }
            return fields.isEmpty ? [] : [change.finalKey.description] + fields.map { "  " + $0 }
        }
        if !details.isEmpty {
            // Indented code has no end mark, so no value can break out of it.
            out +=
                "\n<details><summary>Fields</summary>\n\n" + details.map { "    " + $0 + "\n" }.joined()
                + "\n</details>\n"
        }
        return out + "\nPlan `\(sealed.digest.short)`, store serial \(plan.base.serial).\n"
    }

    private enum RiskRow {
        case object(PlannedChange, PlannedRisk)
        case pin(PlannedPin)
    }

    /// A table of the rows. Cells are made only for rows that are shown.
    private func table<Row>(
        _ title: String, _ head: [String], _ rows: [Row], _ cells: (Row) -> [String]
    ) -> String {
        guard !rows.isEmpty else { return "" }
        var out = "\n### \(title)\n\n| " + head.joined(separator: " | ") + " |\n|"
        out += String(repeating: " --- |", count: head.count) + "\n"
        for row in rows.prefix(Self.rowsMax) { out += "| " + cells(row).joined(separator: " | ") + " |\n" }
        if rows.count > Self.rowsMax { out += "\n\(rows.count - Self.rowsMax) more.\n" }
        return out
    }

    private func code(_ text: String) -> String { String(VisibleText.of(text).filter { $0 != "`" && $0 != "|" }) }

    /// The text for a cell. It can neither break the table nor be read as markup.
    private func cell(_ text: String) -> String {
        var out = ""
        for character in VisibleText.of(text) {
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

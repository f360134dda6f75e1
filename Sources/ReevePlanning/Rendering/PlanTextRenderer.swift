internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
/// A plan as text for people.
package struct PlanTextRenderer: Sendable {
    package var style: PlanStyle
    /// Whether every change and every field is shown, however many there are.
    package var showsDetails: Bool
    /// The column at which counts are wrapped.
    package var width: Int

    /// Up to this many changes are listed one by one, with their fields.
    private static let listedMax = 20
    private static let accessMax = 50

    package init(style: PlanStyle = .plain, showsDetails: Bool = false, width: Int = 150) {
        self.style = style
        self.showsDetails = showsDetails
        self.width = width
    }

    /// The text of the plan. It ends with a newline.
    package func render(_ plan: Plan) -> String {
        var lines: [String] = []
        let changes = plan.changes.sorted { $0.finalKey < $1.finalKey }
        if showsDetails || changes.count <= Self.listedMax {
            lines += changeLines(changes)
        } else {
            lines += countLines(changes)
        }
        lines += accessLines(plan)
        lines += driftLines(plan)
        lines += conflictLines(plan)
        lines += plan.notes.map { "note     " + VisibleText.of($0) }
        lines += plan.findings.map { "policy   " + VisibleText.of($0.message) }
        lines += riskLines(plan, changes)
        lines += guardLines(plan)
        lines.append(summaryLine(plan))
        return lines.joined(separator: "\n") + "\n"
    }

    /// Only the last line of the text.
    package func summaryLine(_ plan: Plan) -> String {
        let summary = plan.summary
        if plan.isEmpty, plan.conflicts.isEmpty { return "No changes." }
        var line = "Plan: \(summary.added) to add, \(summary.changed) to change, \(summary.destroyed) to destroy"
        if summary.forgotten > 0 { line += ", \(summary.forgotten) to forget" }
        if !plan.pins.isEmpty { line += ", \(plan.pins.count) pin\(plan.pins.count == 1 ? "" : "s")" }
        return line + "."
    }

    private func changeLines(_ changes: [PlannedChange]) -> [String] {
        let rows = TextColumns.lines(
            changes.map { change in
                let former = change.newKey.map { key in
                    " (was \(key.scope == change.key.scope ? change.key.name : change.key.description))"
                }
                return [
                    change.action.symbol + " " + change.finalKey.description + (former ?? ""),
                    VisibleText.of(change.reason.description),
                    change.source.map { VisibleText.of($0.description) } ?? "",
                ]
            }, indent: "  ")
        var lines: [String] = []
        for (row, change) in zip(rows, changes) {
            lines.append(style.paint(row, as: change.action))
            for field in fields(of: change) {
                lines += FieldChangeText.lines(field).map { "      " + $0 }
            }
        }
        return lines
    }

    /// The fields to show. Those of a new object are shown only with `--details`, since all of its fields are new.
    private func fields(of change: PlannedChange) -> [FieldChange] {
        guard showsDetails, change.before == nil, let after = change.after else { return change.fieldChanges }
        let nothing = PlannedChange.Content(metadata: "{}", spec: "{}", digest: after.digest)
        return ObjectComparison.changes(kind: change.kind, before: nothing, after: after)
    }

    /// The words for a risk. With `--details` they also have the full command that is started.
    private func detail(of risk: PlannedRisk, _ change: PlannedChange) -> String {
        guard showsDetails, risk.risk == .launchChanged, let after = change.after else { return risk.detail }
        let spec = SensitivityMask.masked(spec: after.specValue, kind: change.kind).value
        let arguments = (spec["sandbox"]?.array ?? []) + (spec["command"]?.array ?? [])
        return risk.detail + "; " + JSONValue.array(arguments).canonicalText
    }

    private func countLines(_ changes: [PlannedChange]) -> [String] {
        var lines: [String] = []
        for action in PlannedAction.allCases {
            let chosen = changes.filter { $0.action == action }
            guard !chosen.isEmpty else { continue }
            var counts: [String: Int] = [:]
            for change in chosen { counts[change.key.kind, default: 0] += 1 }
            let head = "  \(action.symbol) \(chosen.count) object\(chosen.count == 1 ? "" : "s")   "
            let words = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            var line = head
            for (index, word) in words.enumerated() {
                let text = word + (index == words.count - 1 ? "" : ",")
                if line.count + text.count > width, line != head {
                    lines.append(String(line.dropLast()))
                    line = String(repeating: " ", count: head.count)
                }
                line += text + " "
            }
            lines.append(String(line.dropLast()))
        }
        if !lines.isEmpty { lines[lines.count - 1] += "   (--details lists them)" }
        return lines
    }

    private func accessLines(_ plan: Plan) -> [String] {
        let shown = plan.access.prefix(showsDetails ? .max : Self.accessMax).map { change in
            [
                change.change.symbol + " "
                    + VisibleText.of(showsDetails ? change.statement : BriefStatement.of(change.statement)),
                change.source.map { VisibleText.of($0.description) } ?? "",
            ]
        }
        var lines = headed("access", TextColumns.lines(Array(shown)))
        if plan.access.count > shown.count {
            lines.append("         and \(plan.access.count - shown.count) more; --details shows all")
        }
        return lines
    }

    private func driftLines(_ plan: Plan) -> [String] {
        var lines: [String] = []
        for object in plan.drift {
            var line = object.key.description + (object.isCorrected ? "  is set back" : "  stays")
            if let by = object.changedBy { line += "; changed by " + VisibleText.of(by) }
            if let at = object.changedAt { line += " at \(at.fields)Z" }
            lines.append(line)
            for field in object.fields { lines += FieldChangeText.lines(field).map { "    " + $0 } }
        }
        return headed("drift", lines)
    }

    private func conflictLines(_ plan: Plan) -> [String] {
        var lines: [String] = []
        for conflict in plan.conflicts {
            let place = conflict.source.map { "  " + VisibleText.of($0.description) } ?? ""
            switch conflict.cause {
            case .ownership:
                lines.append("\(conflict.key) is owned by set '\(conflict.owner ?? "")'; --take takes it" + place)
            case .bothChanged:
                lines.append(
                    "\(conflict.key) was changed here and in the store; --take the manifest's value, "
                        + "drop the field, or match the value" + place)
            case .driftNotKept:
                lines.append("\(conflict.key) was changed here too, so --keep-drift cannot keep a part of it" + place)
            }
            for field in conflict.fields { lines += FieldChangeText.lines(field).map { "    " + $0 } }
        }
        return headed("conflict", lines)
    }

    private func riskLines(_ plan: Plan, _ changes: [PlannedChange]) -> [String] {
        var rows: [[String]] = []
        for change in changes {
            for risk in change.risks {
                rows.append([
                    change.action.symbol + " " + change.finalKey.description, risk.risk.rawValue,
                    VisibleText.of(detail(of: risk, change)),
                    change.source.map { VisibleText.of($0.description) } ?? "",
                ])
            }
        }
        for pin in plan.pins {
            let address = "\(pin.address.organization)/\(pin.address.environment)/\(pin.address.name)"
            let digests = "\(pin.before?.short ?? "none") -> \(pin.after?.short ?? "none")"
            let verdict = pin.verdict.map { "; " + $0 } ?? ""
            rows.append([
                (pin.before == nil ? "+ " : pin.after == nil ? "- " : "~ ") + VisibleText.of(address),
                ChangeRisk.toolChanged.rawValue, VisibleText.of(digests + verdict), "reeve.lock",
            ])
        }
        return headed("risk", TextColumns.lines(rows)).map { style.colored($0, 31) }
    }

    private func guardLines(_ plan: Plan) -> [String] {
        headed(
            "refused",
            plan.guards.map { each in
                each.key.map { "\($0) " + VisibleText.of(each.detail) } ?? VisibleText.of(each.detail)
            })
    }

    /// Lines with a heading before the first one. The other lines are indented to match.
    private func headed(_ heading: String, _ lines: [String]) -> [String] {
        lines.enumerated().map { index, line in
            let text = index == 0 ? heading : ""
            return text + String(repeating: " ", count: max(1, 9 - text.count)) + line
        }
    }
}

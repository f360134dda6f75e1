internal import ReeveJSON
internal import ReeveModel

/// A plan as a unified diff of manifests (`reeve diff`). Sensitive leaves are masked.
package struct PlanDiffRenderer: Sendable {
    package var style: PlanStyle

    package init(style: PlanStyle = .plain) { self.style = style }

    /// The diff; empty for a plan that changes no content.
    package func render(_ plan: Plan) -> String {
        var lines: [String] = []
        let exporter = Exporter()
        for change in plan.changes.sorted(by: { $0.finalKey < $1.finalKey }) where change.action != .forget {
            func document(_ key: ObjectKey, _ content: PlannedChange.Content?) -> String {
                content.map { exporter.document(key: key, content: $0, masked: true, kind: change.kind) } ?? ""
            }
            let before = document(change.key, change.before)
            let after = document(change.finalKey, change.after)
            let hunks = LineDiff(before, after).unified()
            guard !hunks.isEmpty else { continue }
            lines.append("--- " + (change.before == nil ? "/dev/null" : "store/" + change.key.description))
            let place = change.source.map { VisibleText.of($0.description) } ?? change.finalKey.description
            lines.append("+++ " + (change.after == nil ? "/dev/null" : place))
            for line in hunks {
                let color = line.hasPrefix("+") ? 32 : line.hasPrefix("-") ? 31 : line.hasPrefix("@@") ? 36 : 0
                lines.append(color == 0 ? line : style.colored(line, color))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

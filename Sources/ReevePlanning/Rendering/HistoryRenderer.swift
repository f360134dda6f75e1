internal import ReeveJSON
package import ReeveStore

/// The table of revisions (`reeve history`), in the order given.
package struct HistoryRenderer: Sendable {
    package init() {}

    package func render(_ revisions: [Revision]) -> String {
        guard !revisions.isEmpty else { return "No revisions.\n" }
        var rows = [["SERIAL", "APPLIED", "SET", "ACTOR", "APPROVER", "CHANGES", "COMMIT", "PLAN"]]
        for revision in revisions {
            let draft = revision.draft
            rows.append([
                String(revision.serial), revision.appliedAt.fields.description + "Z", VisibleText.of(draft.set),
                VisibleText.of(draft.actor), VisibleText.of(draft.approver ?? "nobody"), counts(draft.counts),
                VisibleText.of(draft.gitCommit.map { GitCommit($0).short(12) } ?? ""), draft.planDigest.short,
            ])
        }
        return TextColumns.lines(rows).map { $0 + "\n" }.joined()
    }

    /// `{"create":3,"update":1}` as `+3 ~1`.
    private func counts(_ text: String) -> String {
        let counts = (try? JSONParser.parse(text))?.object ?? [:]
        var words: [String] = []
        for action in PlannedAction.allCases {
            if let count = counts[action.rawValue]?.int { words.append(action.symbol + String(count)) }
        }
        if let pins = counts["pin"]?.int { words.append("pins \(pins)") }
        return words.joined(separator: " ")
    }
}

import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy

/// Writes the decision about one request, with its reasons.
struct PolicyOutput {
    private let outcome: PolicyEvaluation.Outcome

    init(_ outcome: PolicyEvaluation.Outcome) { self.outcome = outcome }

    /// For example `asked for user:anna (admin)`.
    var standing: String {
        let roles = outcome.requester.membershipRoles.sorted()
        return "asked for \(outcome.requester.requester)"
            + (roles.isEmpty ? "" : " (" + roles.joined(separator: ", ") + ")")
    }

    /// - Parameter explains: whether every rule is shown that names the action and the target.
    func write(explains: Bool, to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        var reason = outcome.explanation.decision.words
        if let refusal = outcome.refusals.first { reason = refusal }
        terminal.line((outcome.isAllowed ? style.green("allow") : style.red("deny")) + ": " + reason)
        if outcome.isAllowed, let words = outcome.explanation.decision.approvalWords {
            terminal.line("      would wait for an approval by \(words)")
        }
        for refusal in outcome.refusals.dropFirst() { terminal.line("      " + refusal) }
        guard explains else { return }
        var listing = Listing(
            [
                .init("PRIORITY"), .init("POLICY"), .init("RULE"), .init("EFFECT"), .init("MATCHED"), .init("WHY"),
                .init("PLACE"),
            ],
            empty: "no rule names this action and target")
        for row in outcome.explanation.rows + outcome.explanation.unboundRows {
            listing.rows.append(
                Listing.Row(
                    name: row.rule.description,
                    cells: [
                        row.priority.map(String.init) ?? "-", row.rule.policy.name, row.rule.rule, row.effect.rawValue,
                        row.outcome.rawValue, row.why,
                        row.rule.place ?? "-",
                    ], json: .null))
        }
        listing.write(.table, to: terminal)
        terminal.line(
            style.faint(
                "\(outcome.explanation.otherRules) rules name other targets or actions; policy set sha256:\(outcome.digest.short)"
            ))
    }

    var json: JSONValue {
        let rows = (outcome.explanation.rows + outcome.explanation.unboundRows).map { row -> JSONValue in
            [
                "priority": row.priority.map { JSONValue($0) } ?? .null, "policy": .string(row.rule.policy.description),
                "rule": .string(row.rule.rule),
                "effect": .string(row.effect.rawValue), "matched": .string(row.outcome.rawValue),
                "why": .string(row.why),
                "place": JSONValue(row.rule.place),
            ]
        }
        return [
            "approval": JSONValue(outcome.isAllowed ? outcome.explanation.decision.approvalWords : nil),
            "effect": .string(outcome.isAllowed ? "allow" : "deny"),
            "reason": .string(outcome.refusals.first ?? outcome.explanation.decision.words),
            "grant_refusals": JSONValue(outcome.refusals), "rules": .array(rows),
            "other_rules": JSONValue(outcome.explanation.otherRules),
            "policy_set_digest": .string(outcome.digest.description),
            "subject": .string(outcome.requester.requester.description),
            "subject_roles": JSONValue(outcome.requester.membershipRoles.sorted()),
        ]
    }
}

extension PolicyDecision {
    /// The decision in one line.
    fileprivate var words: String {
        guard let match = deciding.first else { return "no rule allows it" }
        return "rule '\(match.rule.rule)' of \(match.rule.policy)" + (match.rule.reason.map { ": " + $0 } ?? "")
            + (match.rule.place.map { "  (\($0))" } ?? "")
    }
}

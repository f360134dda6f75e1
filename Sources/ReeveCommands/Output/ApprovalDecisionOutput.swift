import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy
import ReeveStore

/// Writes what a vote has come to.
enum ApprovalDecisionOutput {
    /// - Parameter verb: `approved` or `rejected`.
    static func write(_ outcome: ApprovalDecision.Outcome, verb: String, isJSON: Bool, to terminal: Terminal) {
        let entry = outcome.entry
        if isJSON {
            return terminal.json(["approval": ApprovalJSON.of(entry), "changed": .bool(!outcome.wasDone)])
        }
        let id = entry.approval.id
        if outcome.wasDone {
            return terminal.line("approval \(id): \(verb) by you already; it is \(entry.status.rawValue)")
        }
        switch entry.status {
        case .pending:
            terminal.line("approval \(id): \(verb); it still waits for \(missing(entry))")
        case .approved:
            terminal.line("approval \(id): \(verb); run \(entry.run.id) goes on with the next 'reeve run'")
        default:
            terminal.line("approval \(id): \(verb); run \(entry.run.id) is \(entry.run.state.status.rawValue)")
        }
    }

    private static func missing(_ entry: ApprovalEntry) -> String {
        guard let document = entry.document else { return "others" }
        return document.terms.enumerated().compactMap { index, term -> String? in
            let left = term.requirement.count - document.approvals(of: index, in: entry.votes)
            return left > 0
                ? "\(left) more of " + term.requirement.approvers.map(\.description).joined(separator: ", ") : nil
        }.joined(separator: ", and ")
    }
}

package import ReeveModel

/// A pair of agent and target that policy treats differently after the plan.
package struct AccessChange: Sendable, Hashable {
    package enum Change: String, Sendable, Hashable {
        case gained
        /// Allowed before and afterwards, but not under the same conditions.
        case changed
        case lost

        var symbol: String {
            switch self {
            case .gained: "+"
            case .changed: "~"
            case .lost: "-"
            }
        }
    }

    package let change: Change
    /// In words: `agent acme/prod/repo-doctor may tool.invoke git-ro/git_log`.
    package let statement: String
    /// Conditions that decide at run time; empty where none does.
    package let conditions: [String]
    package let source: ObjectSource?

    package init(_ change: Change, statement: String, conditions: [String] = [], source: ObjectSource? = nil) {
        self.change = change
        self.statement = statement
        self.conditions = conditions
        self.source = source
    }
}

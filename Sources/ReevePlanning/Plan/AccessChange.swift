package import ReeveModel

/// An agent and a target whose access differs after the plan.
package struct AccessChange: Sendable, Hashable {
    package enum Change: String, Sendable, Hashable {
        case gained
        /// Allowed before and after, but under other conditions.
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
    /// For people: `agent acme/prod/repo-doctor may tool.invoke git-ro/git_log`.
    package let statement: String
    /// Conditions that are decided at run time; empty where there are none.
    package let conditions: [String]
    package let source: ObjectSource?

    package init(_ change: Change, statement: String, conditions: [String] = [], source: ObjectSource? = nil) {
        self.change = change
        self.statement = statement
        self.conditions = conditions
        self.source = source
    }
}

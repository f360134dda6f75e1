/// What the runs of a batch have used of its budget.
package struct BudgetUsage: Sendable, Hashable {
    /// Calls that were announced, read-backs among them.
    package var calls = 0
    /// Runs that were started.
    package var runs = 0

    package init(calls: Int = 0, runs: Int = 0) {
        self.calls = calls
        self.runs = runs
    }

    /// Reads the store's text: calls, a space, runs. Nil where it is no such text.
    package init?(stored text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Int(parts[0]), let runs = Int(parts[1]), calls >= 0, runs >= 0 else {
            return nil
        }
        self.init(calls: calls, runs: runs)
    }

    /// `3 2`: three calls, two runs.
    package var stored: String { "\(calls) \(runs)" }
}

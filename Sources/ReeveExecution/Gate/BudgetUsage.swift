/// What the runs of a batch have used of its budget.
package struct BudgetUsage: Sendable, Hashable {
    /// Calls that were announced. Read-backs count too.
    package var calls = 0
    /// Runs that were started.
    package var runs = 0

    package init(calls: Int = 0, runs: Int = 0) {
        self.calls = calls
        self.runs = runs
    }

    /// Reads the text that the store keeps: calls, a space, runs. Nil where the text is of another form.
    package init?(stored text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Int(parts[0]), let runs = Int(parts[1]), calls >= 0, runs >= 0 else {
            return nil
        }
        self.init(calls: calls, runs: runs)
    }

    /// The text that the store keeps. Three calls and two runs are `3 2`.
    package var stored: String { "\(calls) \(runs)" }
}

/// What the runs of a batch have used of its budget.
package struct BudgetUsage: Sendable, Hashable {
    /// Calls that were announced. Read-backs count too.
    package var calls = 0
    /// Runs that were started.
    package var runs = 0
    /// Tokens of models: what was used, and what is reserved for questions without an answer.
    package var tokens: Int64 = 0
    /// Money for models, as ``tokens``; in micro-units of the organization's currency.
    package var cost: Int64 = 0

    package init(calls: Int = 0, runs: Int = 0, tokens: Int64 = 0, cost: Int64 = 0) {
        self.calls = calls
        self.runs = runs
        self.tokens = tokens
        self.cost = cost
    }

    /// Reads the text that the store keeps: calls, runs, and behind them tokens and micro-units where there are any. Nil
    /// where the text is of another form.
    package init?(stored text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 2 || parts.count == 4, parts.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else {
            return nil
        }
        let numbers = parts.compactMap { $0 }
        self.init(calls: Int(numbers[0]), runs: Int(numbers[1]))
        if numbers.count == 4 { (tokens, cost) = (numbers[2], numbers[3]) }
    }

    /// The text that the store keeps. Three calls and two runs are `3 2`; with 900 tokens for 12 micro-units `3 2 900 12`.
    package var stored: String {
        tokens == 0 && cost == 0 ? "\(calls) \(runs)" : "\(calls) \(runs) \(tokens) \(cost)"
    }
}

package import ReeveModel
package import ReeveStore

/// What a batch may use in all, counted in the store with each start.
package struct CallBudget: Sendable, Hashable {
    package let batch: ULID
    package let most: BatchSpec.Budget

    package init(batch: ULID, most: BatchSpec.Budget) {
        self.batch = batch
        self.most = most
    }

    package var isEmpty: Bool { most.isUnbounded }

    /// The key of the store's value that ``BudgetUsage`` is kept under.
    package var key: String { "execution.budget." + batch.text }

    /// Counts one call, and one run where this is the run's first call. Call it inside the transaction that announces
    /// the call.
    ///
    /// - Returns: false, with nothing counted, where the budget is used up. A count that cannot be read, or that other
    ///   hands have changed, leaves no budget.
    package func take(_ rows: any StoreTransaction, isFirstCall: Bool) throws(StoreError) -> Bool {
        guard !isEmpty else { return true }
        guard try rows.isIntact(valueForKey: key) else { return false }
        var used = BudgetUsage()
        if let text = try rows.value(forKey: key) {
            guard let stored = BudgetUsage(stored: text) else { return false }
            used = stored
        }
        if let calls = most.calls, used.calls >= calls { return false }
        if let runs = most.runs, isFirstCall, used.runs >= runs { return false }
        used.calls += 1
        if isFirstCall { used.runs += 1 }
        try rows.setValue(used.stored, forKey: key)
        return true
    }
}

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

    /// Counts the start of a run that makes no call by itself: a task. As ``take(_:isFirstCall:)``.
    package func takeRun(_ rows: any StoreTransaction) throws(StoreError) -> Bool {
        try change(rows) { used in
            if let runs = most.runs, used.runs >= runs { return false }
            used.runs += 1
            return true
        }
    }

    /// Reserves what a question to a model may use at most. Call it inside the transaction that announces the question.
    ///
    /// - Parameter cost: in micro-units of the organization's currency; 0 where no price is known.
    /// - Returns: false, with nothing reserved, where less is left.
    package func reserve(_ rows: any StoreTransaction, tokens: Int64, cost: Int64) throws(StoreError) -> Bool {
        try change(rows) { used in
            let (sum, total) = (used.tokens.addingClamped(tokens), used.cost.addingClamped(cost))
            if let most = most.tokens, sum > Int64(most) { return false }
            if let most = most.cost, total > most.micros { return false }
            (used.tokens, used.cost) = (sum, total)
            return true
        }
    }

    /// Puts what was used in the place of what was reserved. Where other hands have changed the count, nothing is
    /// settled, and nothing is left of the budget.
    package func settle(
        _ rows: any StoreTransaction, reserved: (tokens: Int64, cost: Int64), used: (tokens: Int64, cost: Int64)
    ) throws(StoreError) {
        _ = try change(rows) { usage in
            usage.tokens = max(0, usage.tokens - reserved.tokens).addingClamped(used.tokens)
            usage.cost = max(0, usage.cost - reserved.cost).addingClamped(used.cost)
            return true
        }
    }

    /// Counts one call, and one run where this is the run's first call. Call it inside the transaction that announces
    /// the call.
    ///
    /// - Returns: false, with nothing counted, where the budget is used up. A count that cannot be read, or that other
    ///   hands have changed, leaves no budget.
    package func take(_ rows: any StoreTransaction, isFirstCall: Bool) throws(StoreError) -> Bool {
        try change(rows) { used in
            if let calls = most.calls, used.calls >= calls { return false }
            if let runs = most.runs, isFirstCall, used.runs >= runs { return false }
            used.calls += 1
            if isFirstCall { used.runs += 1 }
            return true
        }
    }

    /// - Parameter change: returns false, and the count stays, where the budget is used up.
    /// - Returns: the answer of `change`; true where nothing is counted, false where the count cannot be trusted.
    private func change(
        _ rows: any StoreTransaction, _ change: (inout BudgetUsage) -> Bool
    ) throws(StoreError) -> Bool {
        guard !isEmpty else { return true }
        guard try rows.isIntact(valueForKey: key) else { return false }
        var used = BudgetUsage()
        if let text = try rows.value(forKey: key) {
            guard let stored = BudgetUsage(stored: text) else { return false }
            used = stored
        }
        guard change(&used) else { return false }
        try rows.setValue(used.stored, forKey: key)
        return true
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

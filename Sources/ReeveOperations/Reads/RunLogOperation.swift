import ReeveModel
import ReeveStore

/// `runs logs`: the steps of a run, of an item or of a whole batch, in one order.
package struct RunLogOperation: Sendable {
    /// The id of a run or a batch, or its last characters.
    package let id: String
    /// Only the runs of this item, where ``id`` is that of a batch.
    package let item: String?

    package struct Outcome: Sendable {
        package let runs: [RunRecord]
        /// Sorted by time, then by run.
        package let steps: [RunStep]
    }

    package init(id: String, item: String?) {
        self.id = id
        self.item = item
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.read) { store in
            let wanted = try await runs(store, context)
            return try await store.read { rows throws(StoreError) in
                var steps: [RunStep] = []
                for run in wanted { try rows.everyStep(of: run.id) { steps.append($0) } }
                steps.sort { ($0.timestamp, $0.run, $0.ordinal) < ($1.timestamp, $1.run, $1.ordinal) }
                return Outcome(runs: wanted, steps: steps)
            }
        }
    }

    private func runs(_ store: any Store, _ context: OperationContext) async throws -> [RunRecord] {
        let runs = try await RunLookup.runs(id, in: store, scope: context.scope.named)
        let batches = try await RunLookup.batches(id, in: store, scope: context.scope.named)
        if runs.isEmpty, batches.count == 1 {
            return try await store.read { [item] rows throws(StoreError) in
                var found: [RunRecord] = []
                try rows.everyRun(RunFilter(batch: batches[0], item: item)) { found.append($0) }
                return found
            }
        }
        let only = try RunLookup.only(id, "run or batch", runs + batches, context: context)
        return try await store.read { rows throws(StoreError) in
            try rows.run(only, withContent: false).map { [$0] } ?? []
        }
    }
}

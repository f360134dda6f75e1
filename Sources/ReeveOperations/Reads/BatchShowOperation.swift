import ReeveModel
import ReeveStore

/// `batches show`: one batch, with the number of its runs by status and what they have used.
package struct BatchShowOperation: Sendable {
    /// The id of the batch, or its last characters.
    package let batch: String

    package init(batch: String) { self.batch = batch }

    package func run(in context: OperationContext) async throws(OperationError) -> CountedBatch {
        try await context.withStore(.read) { store in
            let id = try await RunLookup.batch(batch, in: store, context: context)
            return try await store.read { rows throws(StoreError) in
                guard let batch = try rows.batch(id) else { throw StoreError(.missing(.batch(id))) }
                var use = BatchUse()
                try rows.everyRun(RunFilter(batch: id, includesArchived: true)) { use.add($0) }
                return CountedBatch(batch: batch, counts: try rows.queueCounts(batch: id), use: use)
            }
        }
    }
}

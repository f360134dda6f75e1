import ReeveModel
import ReeveStore

/// `batches list`: batches, newest first. A name that no batch has is refused.
package struct BatchListOperation: Sendable {
    /// Only batches of this definition; nil for all.
    package let name: String?
    package let limit: Int

    package struct Outcome: Sendable {
        package let batches: [CountedBatch]
        package let hasMore: Bool
    }

    package init(name: String?, limit: Int) {
        self.name = name
        self.limit = limit
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let scope = context.scope.named
        let filter = BatchFilter(
            organizations: scope.organization.map { [$0] }, environment: scope.environment, name: name)
        let (outcome, unknown) = try await context.withStore(.read) { [limit] store in
            try await store.read { rows throws(StoreError) in
                var found: [CountedBatch] = []
                let (batches, hasMore) = try rows.batches(filter, before: nil, limit: limit).cut
                for batch in batches {
                    found.append(CountedBatch(batch: batch, counts: try rows.queueCounts(batch: batch.id)))
                }
                let unknown = found.isEmpty ? try FilterNames(rows, scope: scope).batch(filter.name) : nil
                return (Outcome(batches: found, hasMore: hasMore), unknown)
            }
        }
        try FilterNames.refuse([unknown], scope: scope)
        return outcome
    }
}

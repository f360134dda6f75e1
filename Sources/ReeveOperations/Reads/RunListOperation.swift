import ReeveModel
import ReeveStore

/// `runs list`: runs of a filter, newest first. A name in the filter that nothing has is refused.
package struct RunListOperation: Sendable {
    /// The id of a batch, or its last characters; nil for all batches.
    package var batch: String?
    package var filter: RunFilter
    package let limit: Int

    package struct Outcome: Sendable {
        package let runs: [RunRecord]
        package let hasMore: Bool
        /// The pauses for which runs of the list wait.
        package let held: [HeldRuns]
    }

    /// - Parameter filter: its scope and batch are set here.
    package init(_ filter: RunFilter, limit: Int) {
        self.filter = filter
        self.limit = limit
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let scope = context.scope.named
        let (outcome, unknown) = try await context.withStore(.read) { store in
            var filter = filter
            filter.organizations = scope.organization.map { [$0] }
            filter.environment = scope.environment
            filter.batch = try await batch.asyncMap { try await RunLookup.batch($0, in: store, context: context) }
            return try await store.read { [filter, limit] rows throws(StoreError) in
                let (runs, hasMore) = try rows.runs(filter, before: nil, limit: limit).cut
                let names = FilterNames(rows, scope: scope)
                let unknown =
                    runs.isEmpty
                    ? [
                        try names.agent(filter.agent), try names.tool(filter.tool), try names.item(filter.item),
                        try names.queue(filter.queue),
                    ] : []
                let waiting = runs.filter { HeldRuns.statuses.contains($0.state.status) }
                let pauses = waiting.isEmpty ? [] : try rows.pauses()
                let held = pauses.map { pause in
                    HeldRuns(pause: pause, count: waiting.count { pause.target.holds($0) })
                }.filter { $0.count > 0 }
                return (Outcome(runs: runs, hasMore: hasMore, held: held), unknown)
            }
        }
        try FilterNames.refuse(unknown, scope: scope)
        return outcome
    }
}

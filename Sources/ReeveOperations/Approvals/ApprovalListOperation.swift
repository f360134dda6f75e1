import ReeveModel
import ReeveStore

/// `approvals list`: requests for approvals, newest first.
package struct ApprovalListOperation: Sendable {
    /// As they stand at the moment of the listing; nil for all.
    package let statuses: Set<ApprovalStatus>?
    package let limit: Int

    package struct Outcome: Sendable {
        package let entries: [ApprovalEntry]
        package let hasMore: Bool
    }

    package init(statuses: Set<ApprovalStatus>?, limit: Int) {
        self.statuses = statuses
        self.limit = limit
    }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let (scope, now) = (context.scope.named, context.now)
        return try await context.withStore(.read) { store in
            try await store.read { [statuses, limit] rows throws(StoreError) in
                let filter = ApprovalFilter(
                    organization: scope.organization, environment: scope.environment, statuses: statuses, now: now)
                let (found, hasMore) = try rows.approvals(filter, before: nil, limit: limit).cut
                return Outcome(
                    entries: try found.map { approval throws(StoreError) in
                        try ApprovalEntry(approval, in: rows, now: now)
                    }, hasMore: hasMore)
            }
        }
    }
}

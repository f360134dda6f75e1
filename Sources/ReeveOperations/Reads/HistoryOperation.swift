import ReeveDiagnostics
import ReeveModel
import ReeveStore

/// `history list` and `history show`: what was applied, newest first.
package struct HistoryOperation: Sendable {
    package init() {}

    package struct Outcome: Sendable {
        package let revisions: [Revision]
        package let hasMore: Bool
    }

    package func newest(_ limit: Int, in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.read) { store in
            try await store.read { rows throws(StoreError) in
                let (revisions, hasMore) = try rows.revisions(before: nil, limit: limit).cut
                return Outcome(revisions: revisions, hasMore: hasMore)
            }
        }
    }

    /// One revision, with its changes.
    package func revision(_ serial: Int64, in context: OperationContext) async throws(OperationError) -> Revision {
        try await context.withStore(.read) { store in
            if let revision = try await store.revision(serial) { return revision }
            throw OperationError.invalid("there is no revision \(serial)", code: "history.unknown-revision")
        }
    }
}

import ReeveStore

/// `approvals show`: one request with what it binds, who may approve, and the votes.
package struct ApprovalShowOperation: Sendable {
    /// The id of the request, or a part of it.
    package let approval: String

    package init(approval: String) { self.approval = approval }

    package func run(in context: OperationContext) async throws(OperationError) -> ApprovalEntry {
        let now = context.now
        return try await context.withStore(.read) { store in
            let id = try await ApprovalLookup.approval(approval, in: store, context: context)
            return try await store.read { rows throws(StoreError) in
                guard let approval = try rows.approval(id) else { throw StoreError(.missing(.approval(id))) }
                return try ApprovalEntry(approval, in: rows, now: now)
            }
        }
    }
}

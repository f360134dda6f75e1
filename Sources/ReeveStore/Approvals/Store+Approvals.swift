package import ReeveJSON
package import ReeveModel

// Reads of approvals; each is one snapshot.
extension Store {
    /// The request with its votes; nil where there is none. It may have been changed by other hands: see
    /// ``ApprovalRecord/isIntact``.
    package func approval(
        _ id: ULID
    ) async throws(StoreError) -> (approval: ApprovalRecord, votes: [ApprovalVote])? {
        try await read { rows throws(StoreError) in
            guard let approval = try rows.approval(id) else { return nil }
            return (approval, try rows.votes(on: id))
        }
    }

    /// All requests of a run, oldest first.
    package func approvals(of run: ULID, now: Timestamp) async throws(StoreError) -> [ApprovalRecord] {
        try await read { rows throws(StoreError) in
            var found: [ApprovalRecord] = []
            try rows.everyApproval(ApprovalFilter(run: run, now: now)) { found.append($0) }
            return found.reversed()
        }
    }
}

extension StoreReading {
    /// Every request of the filter, newest first.
    package func everyApproval(
        _ filter: ApprovalFilter, _ body: (ApprovalRecord) throws(StoreError) -> Void
    ) throws(StoreError) {
        try Page.every(
            { (last: ULID?) throws(StoreError) in
                try approvals(filter, before: last, limit: Page<ApprovalRecord>.readingSize)
            }, cursor: \.id, body)
    }
}

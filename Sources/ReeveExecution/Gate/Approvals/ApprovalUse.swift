internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// An approval that a call goes by. It is used up in the transaction that announces the call.
struct ApprovalUse: Sendable, Hashable {
    let approval: ULID

    /// Whether the approval may still be used. A false answer sends the call through the gate again, which says why.
    func isLive(in rows: any StoreReading, now: Timestamp) throws(StoreError) -> Bool {
        guard let found = try rows.approval(approval), found.isIntact else { return false }
        return found.status(at: now) == .approved
    }
}

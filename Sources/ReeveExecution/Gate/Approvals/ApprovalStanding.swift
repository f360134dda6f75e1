internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// What the store says about the approval of a call.
enum ApprovalStanding: Sendable {
    /// Nobody was asked, or what was given is used up.
    case none
    /// People were asked for exactly this, and have not all answered.
    case pending(ApprovalRecord)
    case approved(ApprovalUse)
    /// An open request binds something else.
    case moved(ApprovalRecord, why: String)
    /// An open request whose time is over.
    case expired(ApprovalRecord)
    /// Other hands have changed the request.
    case edited(ULID)

    /// Looks for the open request of a call, and compares what it binds.
    static func of(
        _ binding: ApprovalBinding, in rows: any StoreReading, now: Timestamp
    ) throws(StoreError) -> ApprovalStanding {
        let open = try rows.openApprovals(of: binding.run)
        // Where a row is damaged it cannot be told which call it was for.
        if let damaged = open.first(where: { !$0.isIntact }) { return .edited(damaged.id) }
        guard let approval = open.last(where: { $0.call == binding.call && $0.kind == binding.kind }) else {
            // A run asks for one thing at a time. A call that was refused after people had approved it leaves such a
            // request behind.
            return open.last.map { .moved($0, why: "the run asks for something else by now") } ?? .none
        }
        guard let stored = ApprovalDocument(approval.document), stored.digest(of: approval) == approval.digest else {
            return .edited(approval.id)
        }
        if let why = binding.document(salt: stored.salt).moved(from: stored) { return .moved(approval, why: why) }
        if now >= approval.expiresAt { return .expired(approval) }
        guard approval.status == .approved else { return .pending(approval) }
        guard stored.isMet(by: try rows.votes(on: approval.id)) else { return .edited(approval.id) }
        return .approved(ApprovalUse(approval: approval.id))
    }
}

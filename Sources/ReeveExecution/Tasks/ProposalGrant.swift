internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveStore

/// What people have approved of a proposal: exactly these calls, by these rules, within this window.
///
/// The approval is used up where the first call is announced. The others go by the same one, and each is compared with
/// what was approved just before it is made.
struct ProposalGrant: Sendable {
    let approval: ULID
    let document: ApprovalDocument
    let expiresAt: Timestamp
    /// For the first call; nil for the others.
    let use: ApprovalUse?

    /// Reads an approval that the run has begun to use.
    ///
    /// - Throws: ``GateRefusal`` where other hands have changed it; ``StoreError``.
    static func inUse(_ id: ULID, by run: ULID, in store: any Store) async throws -> ProposalGrant {
        guard let (approval, votes) = try await store.approval(id), approval.isIntact, approval.run == run,
            approval.kind == .proposal, approval.status == .used,
            let document = ApprovalDocument(approval.document), document.digest(of: approval) == approval.digest,
            document.isMet(by: votes)
        else { throw GateRefusal.edited("approval \(id)") }
        return ProposalGrant(approval: id, document: document, expiresAt: approval.expiresAt, use: nil)
    }

    /// Whether the call is one of those that were approved: its input, pin, definition and server are the same, the same
    /// rules allow it, and they ask of people what was asked of them.
    func covers(_ passed: GatePass.Passed, at now: Timestamp, _ redactor: Redactor) -> Bool {
        guard now < expiresAt else { return false }
        let wanted = ApprovalBinding.call(passed, salt: document.salt, redactor: redactor)
        return document.calls.contains { $0.isBound(as: wanted) }
            && passed.decision.obligations.allSatisfy { document.terms.contains(ApprovalTerm($0)) }
    }
}

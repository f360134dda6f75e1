import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore

/// What one person says to a request, with everything that may stand against it.
///
/// The vote, what follows for the run, and the audit event are one transaction. In it the policies that the vote was
/// allowed by are still the current ones. Who may not vote is told so, and the log has it.
package struct ApprovalDecision: Sendable {
    package struct Outcome: Sendable {
        /// The request after the vote.
        package let entry: ApprovalEntry
        /// Whether the same person had said the same before. Nothing was then written.
        package let wasDone: Bool
        package let effects: RunEffects
    }

    /// The longest reason, in characters.
    private static let reasonMax = 2_000
    /// How often the vote is tried again because the store changed meanwhile.
    private static let roundsMax = 5

    let approval: String
    let verdict: ApprovalVote.Verdict
    let reason: String?
    let digest: String?
    let person: Requester?

    func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        if let reason, reason.count > Self.reasonMax {
            throw .invalid("the reason has more than \(Self.reasonMax) characters", code: "approval.reason")
        }
        if verdict == .reject, reason?.contains(where: { !$0.isWhitespace }) != true {
            throw .invalid("a rejection needs a reason", code: "approval.reason", help: "--reason TEXT")
        }
        return try await context.withStore(.write) { store in
            let id = try await ApprovalLookup.approval(approval, in: store, context: context)
            let (catalog, contexts) = (ScopeCatalog(store: store), BatchContexts(store: store))
            for _ in 0..<Self.roundsMax {
                let entry = try await self.entry(id, in: store, now: context.now)
                if isDone(entry, by: person(context)) {
                    return Outcome(entry: entry, wasDone: true, effects: RunEffects())
                }
                try await checkState(of: entry, store, contexts, context)
                if let effects = try await vote(on: entry, store, catalog, contexts, context) {
                    return Outcome(
                        entry: try await self.entry(id, in: store, now: context.now), wasDone: false, effects: effects)
                }
            }
            throw OperationError.failed(
                "the store keeps changing, so nothing was decided", code: "approval.contended", help: "try again")
        }
    }

    private func person(_ context: OperationContext) -> Requester { person ?? context.requester.identity }

    private func entry(_ id: ULID, in store: any Store, now: Timestamp) async throws(StoreError) -> ApprovalEntry {
        try await store.read { rows throws(StoreError) in
            guard let approval = try rows.approval(id) else { throw StoreError(.missing(.approval(id))) }
            return try ApprovalEntry(approval, in: rows, now: now)
        }
    }

    // MARK: What stands against it

    /// Whether the same person has said the same before, and it still stands.
    private func isDone(_ entry: ApprovalEntry, by who: Requester) -> Bool {
        let standing: Set<ApprovalStatus> = verdict == .approve ? [.pending, .approved, .used] : [.rejected]
        return entry.isIntact && standing.contains(entry.status)
            && entry.votes.contains { $0.approver == who.description && $0.verdict == verdict }
    }

    private func checkState(
        of entry: ApprovalEntry, _ store: any Store, _ contexts: BatchContexts, _ context: OperationContext
    ) async throws {
        guard entry.isIntact else { throw StoreError(.edited(entry.editedItem)) }
        let id = entry.approval.id
        if let digest {
            guard let wanted = ContentDigest(digest) else {
                throw OperationError.invalid(
                    "'\(digest)' is no digest", code: "approval.digest", help: "'reeve approvals show' prints it")
            }
            guard wanted == entry.approval.digest else {
                throw OperationError.refused(
                    "approval \(id) binds \(entry.approval.digest), and not \(wanted)", code: "approval.moved",
                    help: "'reeve approvals show \(id)' shows what it binds")
            }
        }
        switch entry.status {
        case .pending: break
        case .expired:
            if entry.approval.status == .pending {
                _ = try await ApprovalExpiry(store: store, contexts: contexts).expire(entry.approval, now: context.now)
            }
            throw refusal(entry, "it expired at \(entry.approval.expiresAt)")
        case .approved:
            throw refusal(entry, "it is approved already; 'reeve runs cancel \(entry.run.id)' stops its run")
        case .rejected: throw refusal(entry, "it was rejected")
        case .used: throw refusal(entry, "it is used up")
        case .void: throw refusal(entry, "it is void: what it binds has moved, or its run has ended")
        }
        if entry.votes.contains(where: { $0.approver == person(context).description }) {
            throw refusal(
                entry, "'\(person(context))' has approved it before; 'reeve runs cancel \(entry.run.id)' stops its run")
        }
    }

    private func refusal(_ entry: ApprovalEntry, _ why: String) -> OperationError {
        .refused(
            "approval \(entry.approval.id) cannot be \(verdict == .approve ? "approved" : "rejected"): \(why)",
            code: "approval.refused", help: "'reeve approvals list --status pending' shows what waits")
    }

    // MARK: The vote

    /// - Returns: nil where the store has changed meanwhile.
    private func vote(
        on entry: ApprovalEntry, _ store: any Store, _ catalog: ScopeCatalog, _ contexts: BatchContexts,
        _ context: OperationContext
    ) async throws -> RunEffects? {
        guard let document = entry.document else { throw StoreError(.edited(.approval(entry.approval.id))) }
        let (now, who) = (context.now, person(context))
        let scope = try await catalog.scope(
            organization: entry.run.identity.organization, environment: entry.run.identity.environment)
        let standing: [String?]
        do {
            standing = try await ApproverCheck(who, in: scope, catalog: catalog, now: now).standing(
                for: document.terms, agent: entry.run.assignment.agent ?? "",
                requester: verdict == .approve ? entry.requester : nil)
        } catch let refused as ApproverCheck.Refusal {
            try await log(refused, of: entry, by: who, store, context)
            throw refusal(entry, refused.message)
        }
        let isExpected = try await ApprovalExpiry.isExpected(.approvalRejected, of: entry.run, contexts: contexts)
        let vote = ApprovalVote(
            approval: entry.approval.id, approver: who.description, verdict: verdict,
            standing: JSONValue.array(standing.map { JSONValue($0) }).canonicalText, reason: reason, votedAt: now)
        let (source, digest) = (context.requester.source, entry.approval.digest)
        do throws(StoreError) {
            return try await store.write { rows throws(StoreError) -> RunEffects? in
                guard try scope.isCurrent(in: rows) else { return nil }
                // Votes are counted here: two people may approve at the same time.
                let votes = try rows.votes(on: vote.approval) + [vote]
                return try rows.vote(
                    ApprovalBallot(
                        vote: vote, digest: digest, isDecisive: vote.verdict == .reject || document.isMet(by: votes),
                        actor: AuditEvent.Actor(who), source: source,
                        errorText: "rejected by \(who)" + (vote.reason.map { ": " + $0 } ?? ""),
                        isExpected: isExpected))
            }
        } catch {
            // Somebody else was first. The next round says what has become of the request.
            guard case .illegalTransition = error.code else { throw error }
            return nil
        }
    }

    private func log(
        _ refused: ApproverCheck.Refusal, of entry: ApprovalEntry, by who: Requester, _ store: any Store,
        _ context: OperationContext
    ) async throws(StoreError) {
        let run = entry.run
        var event = AuditEvent(id: "", time: context.now, type: .permissionDenied, actor: AuditEvent.Actor(who))
        event.organization = run.identity.organization
        event.environment = run.identity.environment
        event.source = context.requester.source
        event.subject = who.description
        event.action = PolicyAction.runApprove.rawValue
        event.target = run.assignment.agent.map { "agent:" + $0 }
        event.approvalID = entry.approval.id.text
        event.decision = .deny
        event.ruleIDs = refused.decision?.deciding.map(\.rule.rule)
        event.policyIDs = refused.decision?.deciding.map(\.rule.policy.description)
        event.policySetDigest = refused.decision?.policySet
        event.context = [
            "digest": .string(entry.approval.digest.description), "message": .string(refused.message),
            "run": .string(run.id.text), "verdict": .string(verdict.rawValue),
        ]
        _ = try await store.appendAudit([event])
    }
}

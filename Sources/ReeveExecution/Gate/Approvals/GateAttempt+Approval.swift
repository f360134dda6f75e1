internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

// The stage `approval` of an attempt: what is asked for goes on by an approval, or its run parks and people are asked.
extension GateAttempt {
    enum ApprovalAnswer {
        case approved(ApprovalUse)
        case parked(RunOutcome)
        /// The store has changed since the decision. The call must pass the gate again.
        case changed
    }

    /// Looks for an approval of exactly this call. Without one the run parks, and its lease ends.
    ///
    /// - Throws: ``GateRefusal`` where the approval has expired or was changed by other hands, and for a call by hand,
    ///   which waits for nobody; ``StoreError``.
    mutating func approval(of wanted: GatePass.Passed, in scope: ExecutionScope) async throws -> ApprovalAnswer {
        let binding = ApprovalBinding(wanted, of: run, redactor: services.secrets.redactor)
        return try await approval(by: binding, decision: wanted.decision, in: scope)
    }

    /// The same for everything that an approval can bind.
    ///
    /// - Parameters:
    ///   - decision: the one that asks for it; nil where several calls are asked for, or no rule speaks of it.
    ///   - proposal: kept as the last proposal of the run where it parks.
    mutating func approval(
        by binding: ApprovalBinding, decision: PolicyDecision?, proposal: JSONValue? = nil, in scope: ExecutionScope
    ) async throws -> ApprovalAnswer {
        let found = now
        let standing = try await services.store.read { rows throws(StoreError) -> ApprovalStanding? in
            guard try scope.isCurrent(in: rows) else { return nil }
            return try .of(binding, in: rows, now: found)
        }
        switch standing {
        case nil: return .changed
        case .approved(let use):
            record.approval = use.approval
            record.add(.check, "approval: by \(use.approval)", at: now)
            return .approved(use)
        case .edited(let id): throw GateRefusal.edited("approval \(id)")
        case .expired(let approval):
            expiredApproval = approval.id
            record.approval = approval.id
            throw GateRefusal(
                .approval, .approvalExpired, ApprovalWords.expired(approval), status: .denied, decision: decision)
        case .pending(let approval):
            return .parked(try await park(binding, by: approval, asking: nil, proposal))
        case .none? where DirectCall.isCall(context.record):
            throw GateRefusal(
                .approval, .policyDenied,
                "it needs an approval by \(binding.approvers), and a call by hand waits for none; "
                    + "'reeve run -f' submits it as a batch",
                status: .denied, decision: decision)
        case .none?: return .parked(try await park(asking: binding, replacing: nil, proposal))
        case .moved(let old, let why):
            record.add(.warning, "approval: \(old.id) is void, since \(why)", at: now)
            return .parked(
                try await park(asking: binding, replacing: .init(approval: old.id, why: why), proposal))
        }
    }

    private mutating func park(
        asking binding: ApprovalBinding, replacing old: ApprovalChange.Replaced?, _ proposal: JSONValue?
    ) async throws -> RunOutcome {
        let salt = services.random.withGenerator { random in
            (0..<4).map { _ in String(UInt32.random(in: .min ... .max, using: &random), radix: 16) }.joined()
        }
        let request = binding.request(id: services.random.nextID(services.clock), salt: salt, now: now)
        record.approval = request.id
        var event = record.event(
            .approvalRequested, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: now)
        event.target = binding.target ?? event.target
        if let calls = binding.proposedCalls {
            event.arguments = ["calls": calls]
            event.argumentDigest = ContentDigest.of(["calls": calls])
        }
        return try await park(
            binding, by: request, asking: .requested(request, event: event, replacing: old), proposal)
    }

    /// - Parameter change: nil where people were asked before.
    private mutating func park(
        _ binding: ApprovalBinding, by approval: ApprovalRecord, asking change: ApprovalChange?, _ proposal: JSONValue?
    ) async throws -> RunOutcome {
        record.approval = approval.id
        let subject = run.identity.kind == .task ? binding.what + " " : ""
        let words = "approval: \(subject)waits for \(binding.approvers) until \(approval.expiresAt)"
        record.add(.info, words, details: ["approval": .string(approval.id.text)], at: now)
        let reason: RunReason? = if case .requested(_, _, replacing: _?) = change { .approvalVoid } else { nil }
        var event = record.event(
            .runParked, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor, at: now)
        event.arguments = nil
        event.outcome = RunStatus.awaitingApproval.rawValue
        event.reasonCode = reason?.rawValue
        var completion = RunCompletion(
            lease: claimed.lease, status: .awaitingApproval, reason: reason,
            errorText: ApprovalWords.waiting(binding, by: approval), now: now, countsAsAttempt: false,
            isInDoubt: isInDoubt, steps: record.takeSteps(), events: [event])
        completion.approval = change
        let content = proposal.map { StoredContent($0) }
        completion.lastProposal = content?.text
        services.limiter.forget(run.id)
        return try await settle(completion, payload: content?.payload, kind: .waiting(until: nil))
    }
}

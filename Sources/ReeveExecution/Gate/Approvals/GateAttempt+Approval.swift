internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

// The stage `approval` of an attempt: the call goes on by an approval, or its run parks and people are asked.
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
                .approval, .approvalExpired, ApprovalWords.expired(approval), status: .denied,
                decision: wanted.decision)
        case .pending(let approval): return .parked(try await park(by: approval, asking: nil, for: wanted.decision))
        case .none? where DirectCall.isCall(context.record):
            throw GateRefusal(
                .approval, .policyDenied,
                "it needs an approval by \(wanted.decision.approvalWords ?? "nobody"), and a call by hand waits for none; "
                    + "'reeve run -f' submits it as a batch",
                status: .denied, decision: wanted.decision)
        case .none?: return .parked(try await park(asking: binding, replacing: nil, for: wanted.decision))
        case .moved(let old, let why):
            record.add(.warning, "approval: \(old.id) is void, since \(why)", at: now)
            return .parked(
                try await park(
                    asking: binding, replacing: .init(approval: old.id, why: why), for: wanted.decision))
        }
    }

    private mutating func park(
        asking binding: ApprovalBinding, replacing old: ApprovalChange.Replaced?, for decision: PolicyDecision
    ) async throws -> RunOutcome {
        let salt = services.random.withGenerator { random in
            (0..<4).map { _ in String(UInt32.random(in: .min ... .max, using: &random), radix: 16) }.joined()
        }
        let request = binding.request(id: services.random.nextID(services.clock), salt: salt, now: now)
        record.approval = request.id
        let event = record.event(
            .approvalRequested, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: now)
        return try await park(by: request, asking: .requested(request, event: event, replacing: old), for: decision)
    }

    /// - Parameter change: nil where people were asked before.
    private mutating func park(
        by approval: ApprovalRecord, asking change: ApprovalChange?, for decision: PolicyDecision
    ) async throws -> RunOutcome {
        record.approval = approval.id
        let words = "approval: waits for \(decision.approvalWords ?? "nobody") until \(approval.expiresAt)"
        record.add(.info, words, details: ["approval": .string(approval.id.text)], at: now)
        let reason: RunReason? = if case .requested(_, _, replacing: _?) = change { .approvalVoid } else { nil }
        var event = record.event(
            .runParked, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor, at: now)
        event.arguments = nil
        event.outcome = RunStatus.awaitingApproval.rawValue
        event.reasonCode = reason?.rawValue
        var completion = RunCompletion(
            lease: claimed.lease, status: .awaitingApproval, reason: reason,
            errorText: ApprovalWords.waiting(for: decision, by: approval, tool: run.assignment.tool), now: now,
            countsAsAttempt: false,
            isInDoubt: isInDoubt, steps: record.takeSteps(), events: [event])
        completion.approval = change
        services.limiter.forget(run.id)
        return try await settle(completion, kind: .waiting(until: nil))
    }
}

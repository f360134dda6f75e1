internal import ReeveAudit
package import ReeveJSON
package import ReeveModel

// What happens to requests for approvals, over the rows of one transaction.
extension StoreTransaction {
    /// Writes what the end of an attempt does to approvals. Called before the run is written, since a run that ends
    /// makes its open requests void.
    ///
    /// - Parameter parks: whether the attempt has parked its run. A run that was asked to stop ends instead, and then
    ///   nobody is asked for anything.
    func apply(_ change: ApprovalChange, to run: RunRecord, parks: Bool, now: Timestamp) throws(StoreError) {
        switch change {
        case .requested(let request, let event, let replaced):
            guard parks else { return }
            if let replaced, let old = try approval(replaced.approval), old.status.isOpen {
                try close(old, as: .void, of: run, why: replaced.why, now: now)
            }
            try insert(request)
            try append([event.about(request, of: run)])
        case .expired(let id):
            guard let old = try approval(id), old.status.isOpen else { return }
            try close(old, as: .expired, of: run, now: now)
        }
    }

    /// Makes the open requests of a run void that has ended.
    func voidApprovals(of run: RunRecord, now: Timestamp) throws(StoreError) {
        for approval in try openApprovals(of: run.id) {
            try close(approval, as: .void, of: run, why: "the run is \(run.state.status.rawValue)", now: now)
        }
    }

    private func close(
        _ approval: ApprovalRecord, as status: ApprovalStatus, of run: RunRecord, why: String? = nil, now: Timestamp
    ) throws(StoreError) {
        var approval = approval
        approval.status = status
        approval.endedAt = now
        try update(approval)
        let type: AuditEventType =
            switch status {
            case .expired: .approvalExpired
            case .used: .approvalUsed
            default: .approvalVoid
            }
        try append([.ofApproval(type, approval, run: run, now: now, why: why)])
    }

    /// Uses an approval up, in the transaction that announces its call.
    ///
    /// - Throws: `missing`, `edited`; `illegalTransition` unless it is approved, and its time not over.
    package func useApproval(_ id: ULID, now: Timestamp) throws(StoreError) {
        let approval = try intactApproval(id)
        guard approval.status(at: now) == .approved, let run = try run(approval.run, withContent: false) else {
            throw StoreError(
                .illegalTransition(.approval(id), from: approval.status(at: now).rawValue, to: "used"))
        }
        try close(approval, as: .used, of: run, now: now)
    }

    /// Writes a vote. Where it decides, the run is woken, or ends `denied`.
    ///
    /// - Throws: `missing`; `edited` where other hands have changed the request; `illegalTransition` unless it is
    ///   pending, its time not over, its digest the one that was shown, and the voter a new one.
    package func vote(_ ballot: ApprovalBallot) throws(StoreError) -> RunEffects {
        let vote = ballot.vote
        var approval = try intactApproval(vote.approval)
        let hasVoted = try votes(on: approval.id).contains { $0.approver == vote.approver }
        guard approval.status(at: vote.votedAt) == .pending, approval.digest == ballot.digest, !hasVoted,
            let run = try run(approval.run, withContent: false)
        else {
            throw StoreError(
                .illegalTransition(
                    .approval(approval.id), from: approval.status(at: vote.votedAt).rawValue, to: vote.verdict.rawValue)
            )
        }
        try insert(vote)
        let isRejected = vote.verdict == .reject
        if ballot.isDecisive {
            approval.status = isRejected ? .rejected : .approved
            if isRejected { approval.endedAt = vote.votedAt }
            try update(approval)
        }
        var event = AuditEvent(
            id: "", time: vote.votedAt, type: isRejected ? .approvalRejected : .approvalGranted, actor: ballot.actor)
        event.subject = vote.approver
        event.source = ballot.source
        event.decision = isRejected ? .deny : .allow
        var context: JSONObject = ["standing": (try? JSONParser.parse(vote.standing)) ?? .null]
        context["reason"] = vote.reason.map { .string($0) }
        event.context = context
        try append([event.about(approval, of: run)])
        guard ballot.isDecisive else { return RunEffects() }
        guard isRejected else { return try move(run, RunMove(to: .ready), now: vote.votedAt) }
        return try deny(
            run, because: .approvalRejected, errorText: ballot.errorText, isExpected: ballot.isExpected,
            now: vote.votedAt)
    }

    /// Ends the run of a pending request whose time is over.
    ///
    /// - Returns: nil where the request is not pending or not late.
    package func expireApproval(
        _ id: ULID, errorText: String, isExpected: Bool, now: Timestamp
    ) throws(StoreError) -> RunEffects? {
        guard let approval = try approval(id), approval.status == .pending, now >= approval.expiresAt,
            let run = try run(approval.run, withContent: false)
        else { return nil }
        try close(approval, as: .expired, of: run, now: now)
        guard run.state.status == .awaitingApproval else { return RunEffects() }
        return try deny(run, because: .approvalExpired, errorText: errorText, isExpected: isExpected, now: now)
    }

    private func deny(
        _ run: RunRecord, because reason: RunReason, errorText: String?, isExpected: Bool, now: Timestamp
    ) throws(StoreError) -> RunEffects {
        var move = RunMove(to: .denied, reason: reason)
        move.endType = .runDenied
        move.stage = "approval"
        move.errorText = errorText
        move.isExpected = isExpected
        return try self.move(run, move, now: now)
    }

    private func intactApproval(_ id: ULID) throws(StoreError) -> ApprovalRecord {
        guard let approval = try approval(id) else { throw StoreError(.missing(.approval(id))) }
        guard approval.isIntact else { throw StoreError(.edited(.approval(id))) }
        return approval
    }
}

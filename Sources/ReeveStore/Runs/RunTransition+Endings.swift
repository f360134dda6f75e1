internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

// How a run ends, or goes back to the queue after an attempt.
extension RunTransition {
    mutating func failNeed(_ cause: ULID) throws(StoreError) {
        try require(.pending, for: RunStatus.skipped.rawValue)
        run.state.skipCause = cause
        try end(as: .skipped, reason: .upstreamFailed, type: .runSkipped, actor: nil)
    }

    mutating func stop(_ request: RunStopRequest) throws(StoreError) {
        if run.state.status == .running {
            // The worker of the run sees the request when it renews the lease.
            run.state.cancelRequestedAt = now
            events = request.events.map { $0.about(run) }
            return
        }
        if mustEndInterrupted { run.state.cancelRequestedAt = now }
        try end(as: .cancelled, reason: request.reason, type: .runCancelled, actor: request.actor)
    }

    /// Ends the attempt as its worker says. Where the worker puts the run back although somebody has asked the run or
    /// its batch to stop, the run ends: `interrupted` where it is in doubt, else `cancelled`.
    mutating func complete(_ completion: RunCompletion, batchIsStopped: Bool) throws(StoreError) {
        try require(.running, for: completion.status.rawValue)
        let isAsked = run.state.cancelRequestedAt != nil || batchIsStopped
        let isStopped = isAsked && !completion.status.isTerminal
        let isUnknown = run.doubt(mayHaveHappened: completion.isInDoubt).step(towards: .end) == .interrupted
        let stopped: RunStatus = isUnknown ? .interrupted : .cancelled
        let status = isStopped ? stopped : completion.status
        guard completion.dueAt != nil || (status != .retryable && status != .scheduled) else {
            throw StoreError(.invalidRequest, "\(status.rawValue) without a time")
        }
        try become(status)
        run.state.reason =
            !isStopped ? completion.reason : isUnknown ? .effectUnknown : stopReason(batchIsStopped: batchIsStopped)
        take(completion)
        if !status.isTerminal { wait(until: completion.dueAt) }
        attempt = .closed(.of(status), run.state.reason, wasNotSent: completion.wasNotSent)
        steps = completion.steps
        events = completion.events
        if isAsked { forgetRequester() }
        if isStopped {
            events.append(.ofStore(isUnknown ? .runInterrupted : .runCancelled, run: run, now: now))
        }
        lease = .ended
    }

    /// Takes the requester of the run out of the events of a stop. The event of the stop request names who has asked
    /// for it.
    private mutating func forgetRequester() {
        for index in events.indices where [.runCancelled, .runInterrupted].contains(events[index].type) {
            events[index].onBehalfOf = nil
        }
    }

    private mutating func take(_ completion: RunCompletion) {
        run.state.errorText = completion.errorText
        run.state.isExpected = completion.isExpected
        run.state.isInDoubt = completion.isInDoubt
        if completion.countsAsAttempt { run.state.attempts += 1 }
        if run.state.status.isTerminal { run.state.endedAt = now }
        run.usage.resultDigest = completion.resultDigest ?? run.usage.resultDigest
        run.usage.exitCode = completion.exitCode ?? run.usage.exitCode
        run.usage.tokensIn = completion.tokensIn ?? run.usage.tokensIn
        run.usage.tokensOut = completion.tokensOut ?? run.usage.tokensOut
        run.usage.cost = completion.cost ?? run.usage.cost
        run.usage.currency = completion.currency ?? run.usage.currency
        let parts = RunContent(output: completion.output, lastProposal: completion.lastProposal)
        if parts != RunContent() { content = parts }
    }

    mutating func loseWorker(_ loss: WorkerLoss) throws(StoreError) {
        let worker = run.state.worker
        run.state.rescues += 1
        var loss = loss
        // The attempt of a task is long, and most of it is no call. Its checkpoints say whether it was in one.
        if run.identity.kind == .task { loss.wasSent = run.state.isInDoubt }
        run.state.isInDoubt = loss.wasSent || run.state.isInDoubt
        let isAsked = run.state.cancelRequestedAt != nil || loss.batchIsStopped
        let isOver = isAsked || run.state.rescues >= loss.rescuesMax
        let plan: EffectDoubt.Plan =
            isOver ? .end : loss.isGone || !loss.wasSent ? .anotherAttempt : .anotherAttemptBesideALateCall
        var type = AuditEventType.runRescued
        if run.doubt(mayHaveHappened: run.state.isInDoubt).step(towards: plan) == .interrupted {
            try become(.interrupted)
            run.state.reason = .effectUnknown
            run.state.errorText =
                "worker '\(worker ?? "")' was lost "
                + (loss.wasSent ? "in the middle of the call" : "before it was found out what an earlier attempt did")
            type = .runInterrupted
        } else if isAsked {
            try become(.cancelled)
            run.state.reason = stopReason(batchIsStopped: loss.batchIsStopped)
            type = .runCancelled
        } else if isOver {
            try become(.failed)
            run.state.reason = .runnerLost
            run.state.errorText = "its workers were lost \(run.state.rescues) times, last '\(worker ?? "")'"
            type = .runFinished
        } else if loss.wasSent {
            try become(.retryable)
            run.state.reason = .runnerLost
            run.state.attempts += 1
        } else {
            try become(.ready)
        }
        if run.state.status.isTerminal { run.state.endedAt = now } else { wait(until: now) }
        attempt = .closed(.lost, .runnerLost, wasNotSent: false)
        lease = .ended
        var event = AuditEvent.ofStore(type, run: run, now: now)
        event.attempt = run.state.claims
        if let worker { event.context = ["worker": .string(worker)] }
        events = [event]
    }

    // MARK: Parts

    /// Whether the run, if it ended now, would leave an earlier attempt whose effect nobody has found out.
    var mustEndInterrupted: Bool {
        run.doubt(mayHaveHappened: run.state.isInDoubt).step(towards: .end) == .interrupted
    }

    private func stopReason(batchIsStopped: Bool) -> RunReason { batchIsStopped ? .cancelledBatch : .cancelledUser }

    /// Ends a run that no worker holds. In doubt, it ends `interrupted` instead of with the given status.
    private mutating func end(
        as status: RunStatus, reason: RunReason, type: AuditEventType, actor: String?
    ) throws(StoreError) {
        var type = type
        if mustEndInterrupted {
            try endInDoubt(reason.rawValue, insteadOf: status)
            type = .runInterrupted
        } else {
            try become(status)
            run.state.reason = reason
            run.state.endedAt = now
        }
        run.state.dueAt = nil
        var event = AuditEvent.ofStore(type, run: run, now: now, actor: actor)
        if let cause = run.state.skipCause { event.context = ["cause": .string(cause.text)] }
        events = [event]
    }

    /// - Parameter why: what the reason would be without the doubt.
    mutating func endInDoubt(_ why: String, insteadOf status: RunStatus) throws(StoreError) {
        try become(.interrupted)
        run.state.reason = .effectUnknown
        run.state.errorText = "\(why): \(status.rawValue) before it was found out what an earlier attempt did"
        run.state.endedAt = now
    }

    /// Puts the run back in line, or parks it. A run that is ready at once keeps its place in the line.
    private mutating func wait(until due: Timestamp?) {
        run.state.worker = nil
        switch run.state.status {
        case .retryable:
            run.state.dueAt = due
            run.state.readyAt = due
        case .scheduled: run.state.dueAt = due
        case .ready: run.state.readyAt = run.state.readyAt ?? now
        default: break
        }
    }
}

extension RunRecord {
    /// The doubt by the tool's declaration at the submission. The store knows no later declaration.
    func doubt(mayHaveHappened: Bool) -> EffectDoubt {
        EffectDoubt(mayHaveHappened: mayHaveHappened, repetition: identity.repetition)
    }
}

extension RunAttempt.Outcome {
    /// The outcome of the attempt that has left its run in this status.
    fileprivate static func of(_ status: RunStatus) -> Self {
        switch status {
        case .succeeded: .succeeded
        case .denied: .denied
        case .cancelled: .cancelled
        case .interrupted: .lost
        case .failed, .retryable: .failed
        case .pending, .scheduled, .ready, .running, .awaitingApproval, .suspended, .skipped: .released
        }
    }
}

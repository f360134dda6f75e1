package import ReeveAudit
package import ReeveJSON
package import ReeveModel

/// What one event does to a run: the row after the event, and what is written beside the row.
///
/// The machine does no I/O and reads no clock. The operations of the queue ask it and write its answer:
///
/// ```swift
/// if let transition = try RunTransition(of: run, by: .becameDue, now: now) { try rows.write(transition) }
/// ```
///
/// ``RunStatus/successors`` says which status may follow which. The page docs/reference/run-states.md is made by asking
/// the machine about every status and event.
package struct RunTransition: Sendable {
    package enum LeaseChange: Sendable, Hashable {
        case kept
        case granted(RunLease)
        case ended
    }

    package enum AttemptChange: Sendable, Hashable {
        case kept
        case opened(RunAttempt)
        /// The newest attempt has passed the commit point before its effect.
        case started(at: Timestamp)
        /// The newest attempt has ended. `wasNotSent`: its call was announced and never sent.
        case closed(RunAttempt.Outcome, RunReason?, wasNotSent: Bool)
    }

    /// The row of the run after the event.
    package internal(set) var run: RunRecord
    package internal(set) var lease = LeaseChange.kept
    package internal(set) var attempt = AttemptChange.kept
    /// The parts of the content that the event sets.
    package internal(set) var content: RunContent?
    package internal(set) var steps: [RunStep] = []
    /// The events for the audit log, in order.
    package internal(set) var events: [AuditEvent] = []
    let now: Timestamp

    /// - Returns: nil where the event changes nothing: a run that has ended is asked to stop, a run that was asked to
    ///   stop is asked again, a worker is lost that does not hold the run.
    /// - Throws: `illegalTransition` where the event must not happen in the status of the run; `invalidRequest` where a
    ///   completion puts the run back without a time.
    package init?(of run: RunRecord, by event: Event, now: Timestamp) throws(StoreError) {
        self.run = run
        self.now = now
        switch event {
        case .needsMet: try meetNeeds()
        case .needFailed(let cause): try failNeed(cause)
        case .becameDue: try becomeDue()
        case .claimed(let claim): try beClaimed(claim)
        case .started(let start): try beStarted(start)
        case .advanced(let advance): try beAdvanced(advance)
        case .completed(let completion, let batchIsStopped):
            try complete(completion, batchIsStopped: batchIsStopped)
        case .workerLost(let loss):
            guard run.state.status == .running else { return nil }
            try loseWorker(loss)
        case .stopRequested(let request):
            let isAsked = run.state.status == .running && run.state.cancelRequestedAt != nil
            guard !run.state.status.isTerminal, !isAsked else { return nil }
            try stop(request)
        case .moved(let move): try bePut(move)
        case .assigned(let agent, let worker): try assign(agent: agent, worker: worker)
        case .superseded(let newer): try beSuperseded(by: newer)
        }
    }

    // MARK: States

    /// The one place where a run's status changes.
    mutating func become(_ next: RunStatus) throws(StoreError) {
        guard run.state.status.canBecome(next) else { throw illegal(next.rawValue) }
        run.state.status = next
    }

    /// - Throws: `illegalTransition` where the run has another status.
    func require(_ status: RunStatus, for next: String) throws(StoreError) {
        guard run.state.status == status else { throw illegal(next) }
    }

    func illegal(_ next: String) -> StoreError {
        StoreError(.illegalTransition(.run(run.id), from: run.state.status.rawValue, to: next))
    }

    // MARK: Waiting

    private mutating func meetNeeds() throws(StoreError) {
        try require(.pending, for: RunStatus.ready.rawValue)
        if let due = run.state.dueAt, due > now { return try become(.scheduled) }
        try become(.ready)
        run.state.readyAt = now
    }

    private mutating func becomeDue() throws(StoreError) {
        try require(.scheduled, for: RunStatus.ready.rawValue)
        try become(.ready)
        run.state.readyAt = run.state.dueAt ?? now
        run.state.dueAt = nil
    }

    // MARK: At work

    private mutating func beClaimed(_ claim: RunClaim) throws(StoreError) {
        try become(.running)
        run.state.epoch += 1
        run.state.claims += 1
        run.state.worker = claim.worker
        run.state.dueAt = nil
        lease = .granted(
            RunLease(
                run: run.id, worker: claim.worker, epoch: run.state.epoch,
                expiresAt: now.advanced(by: claim.leaseDuration)))
        attempt = .opened(
            RunAttempt(
                run: run.id, number: run.state.claims, worker: claim.worker, epoch: run.state.epoch, claimedAt: now))
    }

    private mutating func beStarted(_ start: RunStart) throws(StoreError) {
        try require(.running, for: "started")
        run.state.startedAt = run.state.startedAt ?? now
        run.state.isInDoubt = start.isInDoubt
        run.usage.policySetDigest = start.policySetDigest ?? run.usage.policySetDigest
        run.usage.pinDigest = start.pinDigest ?? run.usage.pinDigest
        run.usage.provider = start.provider ?? run.usage.provider
        run.usage.model = start.model ?? run.usage.model
        run.usage.templateVersion = start.templateVersion ?? run.usage.templateVersion
        run.usage.templateSource = start.templateSource ?? run.usage.templateSource
        attempt = .started(at: now)
        steps = start.steps
        events = start.events
    }

    private mutating func beAdvanced(_ advance: RunAdvance) throws(StoreError) {
        try require(.running, for: "advanced")
        run.state.isInDoubt = advance.isInDoubt
        run.usage.tokensIn = advance.tokensIn ?? run.usage.tokensIn
        run.usage.tokensOut = advance.tokensOut ?? run.usage.tokensOut
        run.usage.cost = advance.cost ?? run.usage.cost
        run.usage.currency = advance.currency ?? run.usage.currency
        run.usage.provider = advance.provider ?? run.usage.provider
        run.usage.model = advance.model ?? run.usage.model
        steps = advance.steps
        events = advance.events
    }

    // MARK: Decisions of people

    private mutating func bePut(_ move: RunMove) throws(StoreError) {
        guard run.state.status != .running, move.status != .running else { throw illegal(move.status.rawValue) }
        events = move.events
        let goesBack = run.state.status == .suspended && move.status == .ready && !move.needsAreMet
        let target = goesBack ? RunStatus.pending : move.status
        if target.isTerminal, run.state.status.canBecome(target), mustEndInterrupted {
            try endInDoubt(move.reason?.rawValue ?? target.rawValue, insteadOf: target)
            if move.endType != nil { tellEnd(.runInterrupted, stage: move.stage) }
            return
        }
        // What a parked run waits for is said in its error text.
        if run.state.status == .awaitingApproval || move.errorText != nil { run.state.errorText = move.errorText }
        try become(target)
        run.state.reason = move.reason
        run.state.isExpected = move.isExpected
        if target == .ready { run.state.readyAt = now }
        if target.isTerminal { run.state.endedAt = now }
        if let type = move.endType { tellEnd(type, stage: move.stage) }
    }

    private mutating func tellEnd(_ type: AuditEventType, stage: String?) {
        var event = AuditEvent.ofStore(type, run: run, now: now)
        if type == .runDenied { event.decision = .deny }
        event.context = ["message": JSONValue(run.state.errorText), "stage": JSONValue(stage)]
        events.append(event)
    }

    private mutating func assign(agent: String?, worker: String?) throws(StoreError) {
        guard !run.state.status.isTerminal, run.state.status != .running, run.state.startedAt == nil else {
            throw illegal("assigned")
        }
        run.assignment.agent = agent
        run.assignment.assignedWorker = worker
    }

    private mutating func beSuperseded(by newer: ULID) throws(StoreError) {
        guard run.mayBeRetried || (run.state.status == .skipped && run.state.supersededBy == nil) else {
            throw illegal("retry")
        }
        run.state.supersededBy = newer
    }
}

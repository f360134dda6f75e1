package import ReeveAudit
package import ReeveJSON
internal import ReeveModel

// The operations of the queue over the rows of one transaction, so that several of them, and the rows of other
// rooms, can stand or fall together.
extension StoreTransaction {
    /// Stores a batch with its runs, or finds the batch that has its idempotency key.
    ///
    /// - Throws: `idempotencyConflict`, `invalidRequest` (an edge to a run of another submission).
    package func submit(_ submission: BatchSubmission, events: [AuditEvent]) throws(StoreError) -> SubmissionOutcome {
        let batch = submission.batch
        if let key = batch.idempotencyKey,
            let first = try self.batch(organization: batch.organization, idempotencyKey: key)
        {
            guard first.requestDigest == batch.requestDigest else {
                throw StoreError(.idempotencyConflict(key: key, batch: first.id))
            }
            return .existing(first)
        }
        let ids = Set(submission.runs.map(\.id))
        guard ids.count == submission.runs.count, submission.runs.allSatisfy({ $0.batch == batch.id }),
            submission.needs.allSatisfy({ ids.contains($0.run) && ids.contains($0.upstream) })
        else { throw StoreError(.invalidRequest, "runs of batch \(batch.id)") }
        try insert(batch)
        for run in submission.runs { try insert(run) }
        for need in submission.needs { try insert(need) }
        for object in submission.objects { try insert(object) }
        try append(events)
        var settlement = RunSettlement(rows: self, now: batch.createdAt)
        for run in submission.runs where run.status.isTerminal { try settlement.runEnded(run) }
        if submission.runs.allSatisfy(\.status.isTerminal), var open = try self.batch(batch.id), open.status == .open {
            open.status = submission.runs.contains(where: \.countsAsFailure) ? .failed : .succeeded
            open.endedAt = batch.createdAt
            try update(open)
        } else {
            try settlement.closeBatches()
        }
        return .submitted(try self.batch(batch.id) ?? batch)
    }

    /// Gives a worker the next runs, with their leases and attempts.
    ///
    /// What has become due is made ready first, and what ran out of its batch's deadline is ended.
    package func claim(_ request: RunClaim) throws(StoreError) -> [ClaimedRun] {
        try promoteDueRuns(now: request.now)
        var selection = try ClaimSelection(request, rows: self)
        var claimed: [ClaimedRun] = []
        for id in try selection.select() {
            guard var run = try run(id, withContent: true) else { continue }
            try run.become(.running)
            run.epoch += 1
            run.claims += 1
            run.worker = request.worker
            run.dueAt = nil
            try update(run)
            let lease = RunLease(
                run: id, worker: request.worker, epoch: run.epoch,
                expiresAt: request.now.advanced(by: request.leaseDuration))
            try upsert(lease)
            try upsert(
                RunAttempt(
                    run: id, number: run.claims, worker: request.worker, epoch: run.epoch, claimedAt: request.now))
            claimed.append(ClaimedRun(run: run, lease: lease, attempt: run.claims))
        }
        return claimed
    }

    /// Makes scheduled runs ready whose time has come, and ends what is past its batch's deadline.
    @discardableResult
    package func promoteDueRuns(now: Timestamp) throws(StoreError) -> RunEffects {
        for id in try dueScheduledRuns(now: now, limit: 1_000) {
            guard var run = try run(id, withContent: false) else { continue }
            try run.become(.ready)
            run.readyAt = run.dueAt ?? now
            run.dueAt = nil
            try update(run)
        }
        let overdue = try overdueBatches(now: now)
        guard !overdue.isEmpty else { return RunEffects() }
        var settlement = RunSettlement(rows: self, now: now)
        for id in overdue {
            if var batch = try batch(id) { try settlement.stop(&batch, because: .deadline, actor: nil) }
        }
        try settlement.closeBatches()
        return settlement.effects
    }

    /// - Throws: `leaseLost` unless the run is running under exactly this epoch.
    private func leasedRun(_ lease: RunLease) throws(StoreError) -> RunRecord {
        guard let run = try run(lease.run, withContent: false), run.status == .running, run.epoch == lease.epoch,
            try self.lease(of: lease.run) != nil
        else { throw StoreError(.leaseLost(run: lease.run, epoch: lease.epoch)) }
        return run
    }

    package func renew(_ lease: RunLease, until: Timestamp) throws(StoreError) -> LeaseState {
        let run: RunRecord
        do {
            run = try leasedRun(lease)
        } catch {
            if case .leaseLost = error.code { return .lost }
            throw error
        }
        var renewed = lease
        renewed.expiresAt = until
        try upsert(renewed)
        return run.cancelRequestedAt == nil ? .renewed : .cancelRequested
    }

    /// - Throws: `leaseLost`.
    package func start(_ start: RunStart) throws(StoreError) {
        var run = try leasedRun(start.lease)
        run.startedAt = run.startedAt ?? start.now
        run.isInDoubt = start.isInDoubt
        run.policySetDigest = start.policySetDigest ?? run.policySetDigest
        run.pinDigest = start.pinDigest ?? run.pinDigest
        run.provider = start.provider ?? run.provider
        run.model = start.model ?? run.model
        run.templateVersion = start.templateVersion ?? run.templateVersion
        run.templateSource = start.templateSource ?? run.templateSource
        try update(run)
        guard var attempt = try attempts(of: run.id).last else {
            throw StoreError(.missing(.attempt(run: run.id, number: run.claims)))
        }
        attempt.startedAt = attempt.startedAt ?? start.now
        try upsert(attempt)
        try append(start.steps)
        try append(start.events)
    }

    /// Steps, events and progress in the middle of an attempt.
    ///
    /// - Throws: `leaseLost`.
    package func record(
        _ lease: RunLease, steps: [RunStep], progress: String?, events: [AuditEvent]
    ) throws(StoreError) {
        let run = try leasedRun(lease)
        if let progress, var attempt = try attempts(of: run.id).last {
            attempt.progress = progress
            try upsert(attempt)
        }
        try append(steps)
        try append(events)
    }

    /// Ends or parks a run and follows it up; see ``RunSettlement``.
    ///
    /// A run that should go on is cancelled instead where somebody has asked it, or its batch, to stop; interrupted
    /// where it is in doubt.
    ///
    /// - Throws: `leaseLost`, `illegalTransition`, `invalidRequest` (no time for the next attempt).
    package func finish(_ completion: RunCompletion) throws(StoreError) -> RunEffects {
        var run = try leasedRun(completion.lease)
        let batchIsStopped = try batch(run.batch)?.stoppedAt != nil
        let isAsked = run.cancelRequestedAt != nil || batchIsStopped
        let isStopped = isAsked && !completion.status.isTerminal
        let isUnknown = run.doubt(mayHaveHappened: completion.isInDoubt).step(towards: .end) == .interrupted
        let stopped: RunStatus = isUnknown ? .interrupted : .cancelled
        let status = isStopped ? stopped : completion.status
        guard completion.dueAt != nil || (status != .retryable && status != .scheduled) else {
            throw StoreError(.invalidRequest, "\(status.rawValue) without a time")
        }
        try run.become(status)
        run.reason =
            !isStopped
            ? completion.reason
            : isUnknown ? .effectUnknown : batchIsStopped ? .cancelledBatch : .cancelledUser
        run.take(completion)
        if !status.isTerminal { run.wait(until: completion.dueAt, now: completion.now) }
        try update(run)
        let content = RunContent(output: completion.output, lastProposal: completion.lastProposal)
        if content != RunContent() { try setContent(content, of: run.id) }
        try close(
            attemptOf: run, outcome: .of(status), reason: run.reason, wasNotSent: completion.wasNotSent,
            now: completion.now)
        try append(completion.steps)
        // Who asked a run to stop is in the event of that request: it is not the one for whom the run was made.
        let stops: Set<AuditEventType> = isAsked ? [.runCancelled, .runInterrupted] : []
        try append(
            completion.events.map { event in
                guard stops.contains(event.type) else { return event }
                var event = event
                event.onBehalfOf = nil
                return event
            })
        if isStopped {
            try append([
                AuditEvent.ofStore(isUnknown ? .runInterrupted : .runCancelled, run: run, now: completion.now)
            ])
        }
        try deleteLease(of: run.id)
        guard status.isTerminal else { return RunEffects() }
        var settlement = RunSettlement(rows: self, now: completion.now)
        try settlement.runEnded(run)
        try settlement.closeBatches()
        var effects = settlement.effects
        if isStopped { effects.stopped = RunEffects.Stopped(status: status, reason: run.reason) }
        return effects
    }

    private func close(
        attemptOf run: RunRecord, outcome: RunAttempt.Outcome, reason: RunReason?, wasNotSent: Bool = false,
        now: Timestamp
    ) throws(StoreError) {
        guard var attempt = try attempts(of: run.id).last else { return }
        attempt.endedAt = now
        if wasNotSent { attempt.startedAt = nil }
        attempt.outcome = outcome
        attempt.reason = reason
        try upsert(attempt)
    }

    /// Takes runs back from workers whose lease has ended or who are known to be gone.
    package func sweep(_ request: LeaseSweep) throws(StoreError) -> RescueReport {
        var lost = try expiredLeases(now: request.now, limit: 10_000)
        var gone: Set<String> = []
        for worker in try workers() {
            let rebooted = worker.host == request.host && worker.bootID != request.bootID
            guard rebooted || request.lostWorkers.contains(worker.name) else { continue }
            gone.insert(worker.name)
            lost += try leases(worker: worker.name)
        }
        var report = RescueReport()
        var settlement = RunSettlement(rows: self, now: request.now)
        var seen: Set<ULID> = []
        for lease in lost where seen.insert(lease.run).inserted {
            guard var run = try run(lease.run, withContent: false), run.status == .running else {
                try deleteLease(of: lease.run)
                continue
            }
            let wasSent = try attempts(of: run.id).last?.startedAt != nil
            try rescue(
                &run, wasSent: wasSent, isGone: gone.contains(lease.worker), request: request, report: &report)
            if run.status.isTerminal { try settlement.runEnded(run) }
        }
        try settlement.closeBatches()
        report.effects = settlement.effects
        return report
    }

    /// - Parameter isGone: the worker and its servers are known to have ended. One that is only late may still be in
    ///   the call, so that a read-back now would say nothing about what it does next.
    private func rescue(
        _ run: inout RunRecord, wasSent: Bool, isGone: Bool, request: LeaseSweep, report: inout RescueReport
    ) throws(StoreError) {
        let worker = run.worker
        let batchIsStopped = try batch(run.batch)?.stoppedAt != nil
        run.rescues += 1
        var type = AuditEventType.runRescued
        let isInDoubt = wasSent || run.isInDoubt
        let isOver =
            run.cancelRequestedAt != nil || batchIsStopped || run.rescues >= request.maximumRescues
        let plan: EffectDoubt.Plan =
            isOver ? .end : isGone || !wasSent ? .anotherAttempt : .anotherAttemptBesideALateCall
        if run.doubt(mayHaveHappened: isInDoubt).step(towards: plan) == .interrupted {
            try run.become(.interrupted)
            run.reason = .effectUnknown
            run.errorText =
                "worker '\(worker ?? "")' was lost "
                + (wasSent ? "in the middle of the call" : "before it was found out what an earlier attempt did")
            type = .runInterrupted
            report.interrupted.append(run.id)
        } else if run.cancelRequestedAt != nil || batchIsStopped {
            try run.become(.cancelled)
            run.reason = batchIsStopped ? .cancelledBatch : .cancelledUser
            type = .runCancelled
        } else if run.rescues >= request.maximumRescues {
            try run.become(.failed)
            run.reason = .runnerLost
            run.errorText = "its workers were lost \(run.rescues) times, last '\(worker ?? "")'"
            type = .runFinished
            report.failed.append(run.id)
        } else if wasSent {
            try run.become(.retryable)
            run.reason = .runnerLost
            run.attempts += 1
            report.requeued.append(run.id)
        } else {
            try run.become(.ready)
            report.requeued.append(run.id)
        }
        run.isInDoubt = isInDoubt
        if run.status.isTerminal { run.endedAt = request.now } else { run.wait(until: request.now, now: request.now) }
        try update(run)
        try close(attemptOf: run, outcome: .lost, reason: .runnerLost, now: request.now)
        try deleteLease(of: run.id)
        var event = AuditEvent.ofStore(type, run: run, now: request.now)
        event.attempt = run.claims
        if let worker { event.context = ["worker": .string(worker)] }
        try append([event])
    }
}

extension RunRecord {
    fileprivate mutating func take(_ completion: RunCompletion) {
        errorText = completion.errorText
        isExpected = completion.isExpected
        isInDoubt = completion.isInDoubt
        resultDigest = completion.resultDigest ?? resultDigest
        exitCode = completion.exitCode ?? exitCode
        tokensIn = completion.tokensIn ?? tokensIn
        tokensOut = completion.tokensOut ?? tokensOut
        cost = completion.cost ?? cost
        currency = completion.currency ?? currency
        if completion.countsAsAttempt { attempts += 1 }
        if status.isTerminal { endedAt = completion.now }
    }

    /// Back in line, or parked; the place in line of a run that is ready at once is kept.
    fileprivate mutating func wait(until due: Timestamp?, now: Timestamp) {
        worker = nil
        switch status {
        case .retryable:
            dueAt = due
            readyAt = due
        case .scheduled: dueAt = due
        case .ready: readyAt = readyAt ?? now
        default: break
        }
    }
}

extension RunAttempt.Outcome {
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

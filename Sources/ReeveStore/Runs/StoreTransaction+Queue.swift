package import ReeveJSON
internal import ReeveModel

// The operations of the queue, over the rows of one transaction. Several of them, and writes of other rooms, can thus
// share one transaction. RunTransition says what follows for a run.
extension StoreTransaction {
    /// Gives the next runs to a worker, with their leases and attempts.
    ///
    /// Before that, scheduled runs whose time has come are made ready, and runs of batches whose deadline has passed
    /// are ended.
    package func claim(_ request: RunClaim) throws(StoreError) -> [ClaimedRun] {
        try promoteDueRuns(now: request.now)
        var selection = try ClaimSelection(request, rows: self)
        var claimed: [ClaimedRun] = []
        for id in try selection.select() {
            guard let run = try run(id, withContent: true),
                let transition = try RunTransition(of: run, by: .claimed(request), now: request.now),
                case .granted(let lease) = transition.lease
            else { continue }
            try write(transition)
            claimed.append(ClaimedRun(run: transition.run, lease: lease, attempt: transition.run.state.claims))
        }
        return claimed
    }

    /// Makes scheduled runs ready whose time has come, at most 1,000 of them. Stops the batches whose deadline has
    /// passed.
    @discardableResult
    package func promoteDueRuns(now: Timestamp) throws(StoreError) -> RunEffects {
        for id in try dueScheduledRuns(now: now, limit: 1_000) {
            guard let run = try run(id, withContent: false),
                let transition = try RunTransition(of: run, by: .becameDue, now: now)
            else { continue }
            try write(transition)
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

    /// - Throws: `leaseLost` unless the run is running under exactly the epoch of the lease.
    private func leasedRun(_ lease: RunLease) throws(StoreError) -> RunRecord {
        guard let run = try run(lease.run, withContent: false), run.state.status == .running,
            run.state.epoch == lease.epoch, try self.lease(of: lease.run) != nil
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
        return run.state.cancelRequestedAt == nil ? .renewed : .cancelRequested
    }

    /// Writes the commit point before an effect.
    ///
    /// - Throws: `leaseLost`.
    package func start(_ start: RunStart) throws(StoreError) {
        let run = try leasedRun(start.lease)
        if let transition = try RunTransition(of: run, by: .started(start), now: start.now) { try write(transition) }
    }

    /// Writes a checkpoint of a task: what its journal, its steps and the log get, and what it has used.
    ///
    /// - Throws: `leaseLost`.
    package func advance(_ advance: RunAdvance) throws(StoreError) {
        let run = try leasedRun(advance.lease)
        if let transition = try RunTransition(of: run, by: .advanced(advance), now: advance.now) {
            try write(transition)
        }
        for entry in advance.entries { try upsert(entry) }
    }

    /// Ends an attempt: the run ends, parks or goes back to the queue. What follows from an end is in
    /// ``RunSettlement``.
    ///
    /// - Throws: `leaseLost`, `illegalTransition`; `invalidRequest` where a run goes back without a time.
    package func finish(_ completion: RunCompletion) throws(StoreError) -> RunEffects {
        let run = try leasedRun(completion.lease)
        let batchIsStopped = try isStopped(batch: run.identity.batch)
        guard
            let transition = try RunTransition(
                of: run, by: .completed(completion, batchIsStopped: batchIsStopped), now: completion.now)
        else { return RunEffects() }
        let ended = transition.run
        if let change = completion.approval {
            try apply(change, to: ended, parks: ended.state.status == .awaitingApproval, now: completion.now)
        }
        try write(transition)
        guard ended.state.status.isTerminal else { return RunEffects() }
        var settlement = RunSettlement(rows: self, now: completion.now)
        try settlement.runEnded(ended)
        try settlement.closeBatches()
        var effects = settlement.effects
        if !completion.status.isTerminal {
            effects.stopped = RunEffects.Stopped(status: ended.state.status, reason: ended.state.reason)
        }
        return effects
    }

    private func isStopped(batch: ULID) throws(StoreError) -> Bool { try self.batch(batch)?.stoppedAt != nil }

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
            guard
                let rescue = try rescue(lease, isGone: gone.contains(lease.worker), request: request)
            else {
                try deleteLease(of: lease.run)
                continue
            }
            try write(rescue)
            report.add(rescue.run)
            if rescue.run.state.status.isTerminal { try settlement.runEnded(rescue.run) }
        }
        try settlement.closeBatches()
        report.effects = settlement.effects
        return report
    }

    /// The transition of a run whose worker was lost.
    ///
    /// - Returns: nil where no running run has the lease.
    private func rescue(
        _ lease: RunLease, isGone: Bool, request: LeaseSweep
    ) throws(StoreError) -> RunTransition? {
        guard let run = try run(lease.run, withContent: false), run.state.status == .running else { return nil }
        let loss = WorkerLoss(
            wasSent: try attempts(of: run.id).last?.startedAt != nil, isGone: isGone,
            batchIsStopped: try isStopped(batch: run.identity.batch), rescuesMax: request.maximumRescues)
        return try RunTransition(of: run, by: .workerLost(loss), now: request.now)
    }
}

extension RescueReport {
    /// Adds a run that was taken back to the list of its status.
    fileprivate mutating func add(_ run: RunRecord) {
        switch run.state.status {
        case .interrupted: interrupted.append(run.id)
        case .failed: failed.append(run.id)
        case .ready, .retryable: requeued.append(run.id)
        default: break
        }
    }
}

internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// What follows when runs end: dependents are released or skipped, children cancelled, batches stopped and closed. All
/// of it happens in the transaction in which the run ends.
struct RunSettlement {
    private let rows: any StoreTransaction
    private let now: Timestamp
    private(set) var effects = RunEffects()
    private var touchedBatches: Set<ULID> = []

    init(rows: any StoreTransaction, now: Timestamp) {
        self.rows = rows
        self.now = now
    }

    /// Follows up a run that has ended. The row is written before, and the run has no lease.
    mutating func runEnded(_ ended: RunRecord) throws(StoreError) {
        var waiting = [ended]
        while let run = waiting.popLast() {
            touchedBatches.insert(run.identity.batch)
            for edge in try rows.dependents(of: run.id) {
                if let skipped = try resolve(edge, upstream: run) { waiting.append(skipped) }
            }
            for child in try rows.children(of: run.id) {
                let request = RunStopRequest(reason: .cancelledUser, actor: nil)
                if let cancelled = try stop(child, request) { waiting.append(cancelled) }
            }
            if run.countsAsFailure { try stopWhereTooManyFailed(run.identity.batch) }
        }
    }

    /// Cancels a run, or asks the worker of a running one to stop.
    ///
    /// - Returns: the run where this has ended it; the caller then has to follow it up with ``runEnded(_:)``.
    mutating func stop(_ id: ULID, _ request: RunStopRequest) throws(StoreError) -> RunRecord? {
        guard let run = try rows.run(id, withContent: false),
            let transition = try RunTransition(of: run, by: .stopRequested(request), now: now)
        else { return nil }
        try write(transition)
        let hasEnded = transition.run.state.status.isTerminal
        if hasEnded { effects.cancelled.append(id) } else { effects.asked.append(id) }
        return hasEnded ? transition.run : nil
    }

    /// Ends the runs that are not running, and asks the running ones to stop. After too many failures the running ones
    /// may go on.
    mutating func stop(_ batch: inout BatchRecord, because reason: BatchStopReason, actor: String?) throws(StoreError) {
        guard batch.status == .open, batch.stoppedAt == nil else { return }
        batch.stoppedAt = now
        batch.stopReason = reason
        try rows.update(batch)
        touchedBatches.insert(batch.id)
        let request = RunStopRequest(reason: .cancelledBatch, actor: actor)
        let statuses = Set(RunStatus.allCases.filter { !$0.isTerminal && (reason != .maxFailures || $0 != .running) })
        for id in try rows.unfinishedRuns(batch: batch.id, statuses: statuses) {
            guard try stop(id, request) != nil else { continue }
            for child in try rows.children(of: id) { _ = try stop(child, request) }
        }
    }

    /// Closes the batches in which every run has ended. Call it once, as the last step.
    mutating func closeBatches() throws(StoreError) {
        for id in touchedBatches.sorted() {
            guard var batch = try rows.batch(id), batch.status == .open, try !rows.hasUnfinishedRuns(batch: id) else {
                continue
            }
            // A worker has met the deadline at the gate before the queue noticed it. Only runs that the deadline has
            // cancelled count. Where a person cancelled all runs after the deadline, the batch ends `cancelled`.
            if batch.stoppedAt == nil, let deadline = batch.deadline, now >= deadline,
                try hasCancelledRuns(id, because: [.cancelledBatch])
            {
                batch.stoppedAt = now
                batch.stopReason = .deadline
            }
            batch.status = try finalStatus(of: batch)
            batch.endedAt = now
            try rows.update(batch)
            effects.closedBatches[id] = batch.status
            var event = AuditEvent.ofStore(.batchFinished, now: now)
            event.organization = batch.organization
            event.environment = batch.environment
            event.target = "batch:" + batch.id.text
            event.outcome = batch.status.rawValue
            event.reasonCode = batch.stopReason?.rawValue
            try rows.append([event])
        }
    }

    private func finalStatus(of batch: BatchRecord) throws(StoreError) -> BatchStatus {
        if batch.stopReason == .cancelled { return .cancelled }
        if batch.stopReason != nil { return .failed }
        if try rows.failureCount(batch: batch.id) > 0 { return .failed }
        return try hasCancelledRuns(batch.id) ? .cancelled : .succeeded
    }

    private func hasCancelledRuns(_ batch: ULID, because reasons: Set<RunReason>? = nil) throws(StoreError) -> Bool {
        let cancelled = RunFilter(
            batch: batch, statuses: [.cancelled], reasons: reasons, includesArchived: true, newestOnly: true)
        return try rows.runCount(cancelled) > 0
    }

    /// - Returns: the dependent run where it has ended by this; nil where it still waits or may be claimed.
    private mutating func resolve(_ edge: RunNeed, upstream: RunRecord) throws(StoreError) -> RunRecord? {
        guard let run = try rows.run(edge.run, withContent: false), run.state.status == .pending else { return nil }
        guard edge.condition.isMet(by: upstream.state.status) else {
            let cause = upstream.state.skipCause ?? upstream.id
            guard let transition = try RunTransition(of: run, by: .needFailed(cause: cause), now: now) else {
                return nil
            }
            try write(transition)
            effects.skipped.append(run.id)
            return transition.run
        }
        guard try rows.unmetNeeds(of: run.id).isEmpty,
            let transition = try RunTransition(of: run, by: .needsMet, now: now)
        else { return nil }
        try write(transition)
        effects.released.append(run.id)
        return nil
    }

    private mutating func stopWhereTooManyFailed(_ id: ULID) throws(StoreError) {
        guard var batch = try rows.batch(id), let bearable = batch.maxFailures,
            try rows.failureCount(batch: id) > bearable
        else { return }
        try stop(&batch, because: .maxFailures, actor: nil)
    }

    private mutating func write(_ transition: RunTransition) throws(StoreError) {
        try rows.write(transition)
        if transition.run.state.status.isTerminal { touchedBatches.insert(transition.run.identity.batch) }
    }
}

extension StoreReading {
    /// The needs whose upstream run has not ended as asked. Where the upstream run was retried, its newest run counts.
    func unmetNeeds(of run: ULID) throws(StoreError) -> [RunNeed] {
        var unmet: [RunNeed] = []
        for need in try needs(of: run) {
            let upstream = try newestRun(of: need.upstream)
            if upstream.map({ need.condition.isMet(by: $0.state.status) }) != true { unmet.append(need) }
        }
        return unmet
    }

    /// The newest run of the item of `id`: the one that retries have put in its place.
    func newestRun(of id: ULID) throws(StoreError) -> RunRecord? {
        var current = try run(id, withContent: false)
        while let next = current?.state.supersededBy { current = try run(next, withContent: false) }
        return current
    }
}

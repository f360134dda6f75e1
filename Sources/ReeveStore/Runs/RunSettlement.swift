internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

/// What follows when runs end: dependents are released or skipped, children cancelled, batches stopped
/// and closed. All of it happens in the transaction of the run that ended.
struct RunSettlement {
    private let rows: any StoreTransaction
    private let now: Timestamp
    private(set) var effects = RunEffects()
    private var touchedBatches: Set<ULID> = []

    init(rows: any StoreTransaction, now: Timestamp) {
        self.rows = rows
        self.now = now
    }

    /// Follows up a run that was just written with a terminal status, and has no lease any more.
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
    /// - Returns: the run where it has ended by this; its follow-up is the caller's.
    mutating func stop(_ id: ULID, _ request: RunStopRequest) throws(StoreError) -> RunRecord? {
        guard let run = try rows.run(id, withContent: false),
            let transition = try RunTransition(of: run, by: .stopRequested(request), now: now)
        else { return nil }
        try write(transition)
        let hasEnded = transition.run.state.status.isTerminal
        if hasEnded { effects.cancelled.append(id) } else { effects.asked.append(id) }
        return hasEnded ? transition.run : nil
    }

    /// Ends the runs that have not started, and asks the running ones to stop; after too many failures these go on.
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

    /// Closes the batches of which no run is left to end. Call once, after everything else.
    mutating func closeBatches() throws(StoreError) {
        for id in touchedBatches.sorted() {
            guard var batch = try rows.batch(id), batch.status == .open, try !rows.hasUnfinishedRuns(batch: id) else {
                continue
            }
            // A worker met the deadline at its gate before the queue did. Runs that a user cancelled after the
            // deadline do not count: their batch ends `cancelled`.
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

    /// - Returns: the dependent run where it has ended by this.
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
    /// The needs whose upstream run has not ended as asked, with newer runs of an item in place of older ones.
    func unmetNeeds(of run: ULID) throws(StoreError) -> [RunNeed] {
        var unmet: [RunNeed] = []
        for need in try needs(of: run) {
            let upstream = try newestRun(of: need.upstream)
            if upstream.map({ need.condition.isMet(by: $0.state.status) }) != true { unmet.append(need) }
        }
        return unmet
    }

    /// The run that counts for the item of `id`.
    func newestRun(of id: ULID) throws(StoreError) -> RunRecord? {
        var current = try run(id, withContent: false)
        while let next = current?.state.supersededBy { current = try run(next, withContent: false) }
        return current
    }
}

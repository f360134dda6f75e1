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
            touchedBatches.insert(run.batch)
            for edge in try rows.dependents(of: run.id) {
                if let skipped = try resolve(edge, upstream: run) { waiting.append(skipped) }
            }
            for child in try rows.children(of: run.id) {
                if let cancelled = try cancel(child, reason: .cancelledUser, actor: nil) { waiting.append(cancelled) }
            }
            if run.countsAsFailure { try stopWhereTooManyFailed(run.batch) }
        }
    }

    /// Cancels a run, or asks the worker of a running one to stop. One that waits and may have had its effect ends
    /// interrupted: nobody will look for it any more.
    ///
    /// - Returns: the run where it has ended by this; its follow-up is the caller's.
    mutating func cancel(_ id: ULID, reason: RunReason, actor: String?) throws(StoreError) -> RunRecord? {
        guard var run = try rows.run(id, withContent: false), !run.status.isTerminal else { return nil }
        if run.status == .running {
            guard run.cancelRequestedAt == nil else { return nil }
            run.cancelRequestedAt = now
            try rows.update(run)
            effects.asked.append(id)
            return nil
        }
        if run.doubt(mayHaveHappened: run.isInDoubt).step(towards: .end) == .interrupted {
            run.cancelRequestedAt = now
            run.errorText = "\(reason.rawValue): cancelled before it was found out what an earlier attempt did"
            try end(&run, as: .interrupted, reason: .effectUnknown, type: .runInterrupted, actor: actor)
        } else {
            try end(&run, as: .cancelled, reason: reason, type: .runCancelled, actor: actor)
        }
        effects.cancelled.append(id)
        return run
    }

    /// Ends what has not started and, but after too many failures, asks the rest to stop.
    mutating func stop(_ batch: inout BatchRecord, because reason: BatchStopReason, actor: String?) throws(StoreError) {
        guard batch.status == .open, batch.stoppedAt == nil else { return }
        batch.stoppedAt = now
        batch.stopReason = reason
        try rows.update(batch)
        touchedBatches.insert(batch.id)
        let statuses = Set(RunStatus.allCases.filter { !$0.isTerminal && (reason != .maxFailures || $0 != .running) })
        for id in try rows.unfinishedRuns(batch: batch.id, statuses: statuses) {
            guard try cancel(id, reason: .cancelledBatch, actor: actor) != nil else { continue }
            for child in try rows.children(of: id) { _ = try cancel(child, reason: .cancelledBatch, actor: actor) }
        }
    }

    /// Closes the batches of which no run is left to end. Call once, after everything else.
    mutating func closeBatches() throws(StoreError) {
        for id in touchedBatches.sorted() {
            guard var batch = try rows.batch(id), batch.status == .open, try !rows.hasUnfinishedRuns(batch: id) else {
                continue
            }
            // A worker met the deadline at the gate before the queue did; what a user cancelled is none of that.
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

    private mutating func resolve(_ edge: RunNeed, upstream: RunRecord) throws(StoreError) -> RunRecord? {
        guard var run = try rows.run(edge.run, withContent: false), run.status == .pending else { return nil }
        guard edge.condition.isMet(by: upstream.status) else {
            run.skipCause = upstream.skipCause ?? upstream.id
            try end(&run, as: .skipped, reason: .upstreamFailed, type: .runSkipped, actor: nil)
            effects.skipped.append(run.id)
            return run
        }
        guard try rows.unmetNeeds(of: run.id).isEmpty else { return nil }
        try run.becomeClaimable(now: now)
        try rows.update(run)
        effects.released.append(run.id)
        return nil
    }

    private mutating func stopWhereTooManyFailed(_ id: ULID) throws(StoreError) {
        guard var batch = try rows.batch(id), let bearable = batch.maxFailures,
            try rows.failureCount(batch: id) > bearable
        else { return }
        try stop(&batch, because: .maxFailures, actor: nil)
    }

    private mutating func end(
        _ run: inout RunRecord, as status: RunStatus, reason: RunReason, type: AuditEventType, actor: String?
    ) throws(StoreError) {
        try run.become(status)
        run.reason = reason
        run.endedAt = now
        run.dueAt = nil
        try rows.update(run)
        touchedBatches.insert(run.batch)
        var event = AuditEvent.ofStore(type, run: run, now: now, actor: actor)
        if let cause = run.skipCause { event.context = ["cause": .string(cause.text)] }
        try rows.append([event])
    }
}

extension StoreReading {
    /// The needs whose upstream run has not ended as asked, with newer runs of an item in place of older ones.
    func unmetNeeds(of run: ULID) throws(StoreError) -> [RunNeed] {
        var unmet: [RunNeed] = []
        for need in try needs(of: run) {
            let upstream = try newestRun(of: need.upstream)
            if upstream.map({ need.condition.isMet(by: $0.status) }) != true { unmet.append(need) }
        }
        return unmet
    }

    /// The run that counts for the item of `id`.
    func newestRun(of id: ULID) throws(StoreError) -> RunRecord? {
        var current = try run(id, withContent: false)
        while let next = current?.supersededBy { current = try run(next, withContent: false) }
        return current
    }
}

extension RunRecord {
    /// What the tool's declaration at the submission says of a repetition; the store knows no later one.
    func doubt(mayHaveHappened: Bool) -> EffectDoubt {
        EffectDoubt(
            mayHaveHappened: mayHaveHappened,
            repetition: CallRepetition(isIdempotent: isIdempotent, hasReadBack: hasReadBack))
    }

    /// The one place where a run's status changes.
    ///
    /// - Throws: `illegalTransition` where the table of transitions has none.
    mutating func become(_ next: RunStatus) throws(StoreError) {
        guard status.canBecome(next) else {
            throw StoreError(.illegalTransition(.run(id), from: status.rawValue, to: next.rawValue))
        }
        status = next
    }

    /// Ready, or scheduled where its time has not come.
    mutating func becomeClaimable(now: Timestamp) throws(StoreError) {
        if let dueAt, dueAt > now {
            try become(.scheduled)
        } else {
            try become(.ready)
            readyAt = now
        }
    }
}

extension AuditEvent {
    /// An event of the store's own, for what follows from an operation.
    static func ofStore(
        _ type: AuditEventType, run: RunRecord? = nil, now: Timestamp, actor: String? = nil
    ) -> AuditEvent {
        var event = AuditEvent(id: "", time: now, type: type, actor: .init(kind: .system, id: "reeve:queue"))
        event.onBehalfOf = actor
        guard let run else { return event }
        event = event.about(run)
        event.subject = run.agent.map { "agent:\($0)@\(run.organization)/\(run.environment)" }
        event.outcome = run.status.rawValue
        event.reasonCode = run.reason?.rawValue
        return event
    }

    /// With the run that it is about, and nothing of how that stands.
    func about(_ run: RunRecord) -> AuditEvent {
        var event = self
        event.organization = run.organization
        event.environment = run.environment
        event.runID = run.id.text
        event.effectID = run.effectID
        event.target = run.tool.map { "tool:" + $0 } ?? run.curatedTool.map { "tool:curated/" + $0 }
        return event
    }
}

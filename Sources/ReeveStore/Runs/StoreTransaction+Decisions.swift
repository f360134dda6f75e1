package import ReeveAudit
package import ReeveJSON
package import ReeveModel

// What people decide about runs and batches: cancel, retry, park, assign, pause.
extension StoreTransaction {
    /// Cancels a run; a running one is asked to stop, which its worker sees when it renews the lease.
    ///
    /// Does nothing to a run that has ended.
    ///
    /// - Parameters:
    ///   - actor: who wants it; nil where it is nobody's wish.
    ///   - events: written where a running one is asked to stop, with what is known of the run.
    /// - Throws: `missing`.
    package func cancel(
        run id: ULID, reason: RunReason, actor: String?, events: [AuditEvent] = [], now: Timestamp
    ) throws(StoreError) -> RunEffects {
        guard let run = try run(id, withContent: false) else { throw StoreError(.missing(.run(id))) }
        var settlement = RunSettlement(rows: self, now: now)
        if let ended = try settlement.cancel(id, reason: reason, actor: actor) { try settlement.runEnded(ended) }
        if settlement.effects.asked.contains(id) { try append(events.map { $0.about(run) }) }
        try settlement.closeBatches()
        return settlement.effects
    }

    /// Cancels all of a batch that has not ended; does nothing to a batch that has.
    ///
    /// - Throws: `missing`.
    package func cancel(batch id: ULID, actor: String, events: [AuditEvent], now: Timestamp) throws(StoreError)
        -> RunEffects
    {
        guard var batch = try batch(id) else { throw StoreError(.missing(.batch(id))) }
        guard batch.status == .open, batch.stoppedAt == nil else { return RunEffects() }
        try append(events)
        var settlement = RunSettlement(rows: self, now: now)
        try settlement.stop(&batch, because: .cancelled, actor: actor)
        try settlement.closeBatches()
        return settlement.effects
    }

    /// Makes a new run of the same item, and new runs of the dependents that the old one had skipped.
    ///
    /// The batch is open again. The old runs stay as they are, but count no longer.
    ///
    /// - Throws: `missing`, `illegalTransition` unless the run is the newest of its item and ended `failed`,
    ///   `denied`, `cancelled` or `interrupted`; `edited` where other hands changed it, its batch or a dependent.
    package func retry(run id: ULID, events: [AuditEvent], now: Timestamp) throws(StoreError) -> RetryOutcome {
        guard let old = try run(id, withContent: true) else { throw StoreError(.missing(.run(id))) }
        guard old.status.isFailure || old.status == .cancelled, old.supersededBy == nil else {
            throw StoreError(.illegalTransition(.run(id), from: old.status.rawValue, to: "retry"))
        }
        if let batch = try batch(old.batch), !batch.isIntact {
            throw StoreError(.edited(.batch(batch.id)))
        }
        if var batch = try batch(old.batch), batch.status != .open || batch.stoppedAt != nil {
            batch.status = .open
            batch.endedAt = nil
            batch.stoppedAt = nil
            batch.stopReason = nil
            try update(batch)
        }
        let first = try replace(old, now: now)
        var replaced = [old.id: first]
        var order = [old]
        var index = 0
        while index < order.count {
            for edge in try dependents(of: order[index].id) {
                guard replaced[edge.run] == nil, let run = try run(edge.run, withContent: true),
                    run.status == .skipped, run.skipCause == id, run.supersededBy == nil
                else { continue }
                replaced[run.id] = try replace(run, now: now)
                order.append(run)
            }
            index += 1
        }
        var settlement = RunSettlement(rows: self, now: now)
        for run in order {
            guard let new = replaced[run.id] else { continue }
            try connect(new, to: run, now: now, settlement: &settlement)
        }
        // The log tells how many runs a batch has.
        try append(
            events.map { event in
                guard event.type == .runRetried else { return event }
                var event = event
                event.context = event.context ?? [:]
                event.context?["runs"] = JSONValue(replaced.count)
                return event
            })
        try settlement.closeBatches()
        let current = try self.run(first.id, withContent: true) ?? first
        var dependents = replaced.mapValues(\.id)
        dependents[id] = nil
        return RetryOutcome(run: current, dependents: dependents)
    }

    /// A run like an old one, which must be as the store wrote it: what is copied would be sealed anew.
    private func replace(_ old: RunRecord, now: Timestamp) throws(StoreError) -> RunRecord {
        guard old.isIntact else {
            throw StoreError(.edited(.run(old.id)))
        }
        var new = RunRecord(
            id: nextID(now), batch: old.batch, organization: old.organization, environment: old.environment,
            queue: old.queue, item: old.item, cell: old.cell, kind: old.kind, title: old.title,
            description: old.description, priority: old.priority, isIdempotent: old.isIdempotent,
            hasReadBack: old.hasReadBack, agent: old.agent,
            tool: old.tool, curatedTool: old.curatedTool, status: .pending, effectID: old.effectID,
            createdAt: now, content: RunContent(input: old.content?.input))
        new.team = old.team
        new.role = old.role
        new.parentRun = old.parentRun
        new.depth = old.depth
        new.assignedWorker = old.assignedWorker
        new.retryOf = old.id
        try insert(new)
        for object in try objectsNeeded(by: old.id) { try insert(RunObject(run: new.id, object: object)) }
        var superseded = old
        superseded.supersededBy = new.id
        try update(superseded)
        return new
    }

    private func connect(
        _ new: RunRecord, to old: RunRecord, now: Timestamp, settlement: inout RunSettlement
    ) throws(StoreError) {
        for need in try needs(of: old.id) {
            let newest = try newestRun(of: need.upstream)?.id
            let upstream = newest ?? need.upstream
            try insert(RunNeed(run: new.id, upstream: upstream, condition: need.condition))
        }
        var run = new
        let unmet = try unmetNeeds(of: new.id)
        guard !unmet.isEmpty else {
            try run.becomeClaimable(now: now)
            return try update(run)
        }
        for need in unmet {
            guard let upstream = try newestRun(of: need.upstream), upstream.status.isTerminal else { continue }
            try run.become(.skipped)
            run.reason = .upstreamFailed
            run.skipCause = upstream.skipCause ?? upstream.id
            run.endedAt = now
            try update(run)
            try append([AuditEvent.ofStore(.runSkipped, run: run, now: now)])
            return try settlement.runEnded(run)
        }
    }

    /// Moves a run that no worker holds: suspend, resume, or the decision about a parked one.
    ///
    /// - Throws: `missing`, `illegalTransition` (also for a run that is running or should be).
    package func move(
        run id: ULID, to status: RunStatus, reason: RunReason?, events: [AuditEvent], now: Timestamp
    ) throws(StoreError) -> RunEffects {
        guard var run = try run(id, withContent: false) else { throw StoreError(.missing(.run(id))) }
        guard run.status != .running, status != .running else {
            throw StoreError(.illegalTransition(.run(id), from: run.status.rawValue, to: status.rawValue))
        }
        var target = status
        // A run that was suspended before its needs were met goes back to waiting for them.
        if run.status == .suspended, status == .ready, try !unmetNeeds(of: id).isEmpty { target = .pending }
        try run.become(target)
        run.reason = reason
        if target == .ready { run.readyAt = now }
        if target.isTerminal { run.endedAt = now }
        try update(run)
        try append(events)
        var settlement = RunSettlement(rows: self, now: now)
        if target.isTerminal { try settlement.runEnded(run) }
        try settlement.closeBatches()
        return settlement.effects
    }

    /// Gives a run that has not started another agent, or another worker.
    ///
    /// - Throws: `missing`, `illegalTransition`.
    package func assign(
        run id: ULID, agent: String?, worker: String?, events: [AuditEvent]
    ) throws(StoreError) -> RunRecord {
        guard var run = try run(id, withContent: false) else { throw StoreError(.missing(.run(id))) }
        guard !run.status.isTerminal, run.status != .running, run.startedAt == nil else {
            throw StoreError(.illegalTransition(.run(id), from: run.status.rawValue, to: "assigned"))
        }
        run.agent = agent
        run.assignedWorker = worker
        try update(run)
        try append(events)
        return run
    }

    /// Takes the result of a fenced worker to the log; it changes no run.
    package func recordLateResult(_ lease: RunLease, now: Timestamp, digest: ContentDigest?) throws(StoreError) {
        guard let run = try run(lease.run, withContent: false) else { throw StoreError(.missing(.run(lease.run))) }
        var event = AuditEvent.ofStore(.runLateResult, run: run, now: now)
        event.context = [
            "worker": .string(lease.worker), "epoch": JSONValue(lease.epoch), "result": JSONValue(digest?.description),
        ]
        try append([event])
    }
}

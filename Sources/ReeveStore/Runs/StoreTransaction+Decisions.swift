package import ReeveAudit
package import ReeveJSON
package import ReeveModel

// What people decide about runs and batches: cancel, retry, park, assign, pause.
extension StoreTransaction {
    /// Cancels a run. A run that no worker holds ends at once. A running one is asked to stop, which its worker sees
    /// when it renews the lease. A run that has ended stays as it is.
    ///
    /// - Parameters:
    ///   - actor: who asks for it; nil where no person does.
    ///   - events: written where a running run is asked to stop. The names of the run are added.
    /// - Throws: `missing`.
    package func cancel(
        run id: ULID, reason: RunReason, actor: String?, events: [AuditEvent] = [], now: Timestamp
    ) throws(StoreError) -> RunEffects {
        guard try run(id, withContent: false) != nil else { throw StoreError(.missing(.run(id))) }
        var settlement = RunSettlement(rows: self, now: now)
        let request = RunStopRequest(reason: reason, actor: actor, events: events)
        if let ended = try settlement.stop(id, request) { try settlement.runEnded(ended) }
        try settlement.closeBatches()
        return settlement.effects
    }

    /// Cancels all runs of a batch that have not ended. Does nothing, and writes no event, where the batch has ended or
    /// was stopped before.
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

    /// Makes a new run of the same item, and new runs of the dependents that the old run had skipped.
    ///
    /// The batch is opened again. The old runs stay as they are, and no longer count.
    ///
    /// - Throws: `missing`; `illegalTransition` unless the run is the newest of its item and ended `failed`, `denied`,
    ///   `cancelled` or `interrupted`; `edited` where other hands changed the run, its batch or a dependent.
    package func retry(run id: ULID, events: [AuditEvent], now: Timestamp) throws(StoreError) -> RetryOutcome {
        guard let old = try run(id, withContent: true) else { throw StoreError(.missing(.run(id))) }
        guard old.mayBeRetried else {
            throw StoreError(.illegalTransition(.run(id), from: old.state.status.rawValue, to: "retry"))
        }
        if let batch = try batch(old.identity.batch), !batch.isIntact {
            throw StoreError(.edited(.batch(batch.id)))
        }
        if var batch = try batch(old.identity.batch), batch.status != .open || batch.stoppedAt != nil {
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
                    run.state.status == .skipped, run.state.skipCause == id, run.state.supersededBy == nil
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
        // The event says how many runs were made, since the log has to know how many runs the batch has.
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

    /// Makes a run like an old one. The old run must be as the store wrote it: its content is copied, and the copy gets
    /// a new seal.
    private func replace(_ old: RunRecord, now: Timestamp) throws(StoreError) -> RunRecord {
        guard old.isIntact else {
            throw StoreError(.edited(.run(old.id)))
        }
        let new = old.successor(id: nextID(now), now: now)
        try insert(new)
        for object in try objectsNeeded(by: old.id) { try insert(RunObject(run: new.id, object: object)) }
        if let transition = try RunTransition(of: old, by: .superseded(by: new.id), now: now) { try write(transition) }
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
        let unmet = try unmetNeeds(of: new.id)
        guard !unmet.isEmpty else {
            if let transition = try RunTransition(of: new, by: .needsMet, now: now) { try write(transition) }
            return
        }
        for need in unmet {
            guard let upstream = try newestRun(of: need.upstream), upstream.state.status.isTerminal else { continue }
            let cause = upstream.state.skipCause ?? upstream.id
            guard let transition = try RunTransition(of: new, by: .needFailed(cause: cause), now: now) else { return }
            try write(transition)
            return try settlement.runEnded(transition.run)
        }
    }

    /// Moves a run that no worker holds: suspends it, resumes it, or decides about a parked one.
    ///
    /// - Throws: `missing`; `illegalTransition`, also where the run is running or `running` is asked for.
    package func move(
        run id: ULID, to status: RunStatus, reason: RunReason?, events: [AuditEvent], now: Timestamp
    ) throws(StoreError) -> RunEffects {
        guard let run = try run(id, withContent: false) else { throw StoreError(.missing(.run(id))) }
        let isResumed = run.state.status == .suspended && status == .ready
        let needsAreMet = isResumed ? try unmetNeeds(of: id).isEmpty : true
        return try move(run, RunMove(to: status, reason: reason, needsAreMet: needsAreMet, events: events), now: now)
    }

    func move(_ run: RunRecord, _ move: RunMove, now: Timestamp) throws(StoreError) -> RunEffects {
        guard let transition = try RunTransition(of: run, by: .moved(move), now: now) else { return RunEffects() }
        try write(transition)
        var settlement = RunSettlement(rows: self, now: now)
        if transition.run.state.status.isTerminal { try settlement.runEnded(transition.run) }
        try settlement.closeBatches()
        return settlement.effects
    }

    /// Gives a run that has not started another agent, or another worker.
    ///
    /// - Throws: `missing`, `illegalTransition`.
    package func assign(
        run id: ULID, agent: String?, worker: String?, events: [AuditEvent]
    ) throws(StoreError) -> RunRecord {
        guard let run = try run(id, withContent: false) else { throw StoreError(.missing(.run(id))) }
        // An assignment has no time, and nothing here depends on one.
        guard
            let transition = try RunTransition(
                of: run, by: .assigned(agent: agent, worker: worker), now: run.identity.createdAt)
        else { return run }
        try write(transition)
        try append(events)
        return transition.run
    }

    /// Notes the result of a fenced worker in the log. No run changes.
    package func recordLateResult(_ lease: RunLease, now: Timestamp, digest: ContentDigest?) throws(StoreError) {
        guard let run = try run(lease.run, withContent: false) else { throw StoreError(.missing(.run(lease.run))) }
        var event = AuditEvent.ofStore(.runLateResult, run: run, now: now)
        event.context = [
            "worker": .string(lease.worker), "epoch": JSONValue(lease.epoch), "result": JSONValue(digest?.description),
        ]
        try append([event])
    }
}

extension RunRecord {
    /// A new run of the same item. It starts as `pending`, and the caller connects it to the same needs.
    fileprivate func successor(id: ULID, now: Timestamp) -> RunRecord {
        var new = self
        new.identity.id = id
        new.identity.retryOf = self.id
        new.identity.createdAt = now
        new.state = RunState(status: .pending)
        new.usage = RunUsage()
        new.content = RunContent(input: content?.input)
        return new
    }
}

package import ReeveAudit
package import ReeveJSON
package import ReeveModel

// The operations of the queue. Each is one transaction together with its events.
extension Store {
    /// Stores a batch with its runs in one transaction. Safe to repeat where the batch has an idempotency key. For what
    /// is thrown see ``StoreTransaction/submit(_:events:)``.
    package func submitBatch(
        _ submission: BatchSubmission, events: [AuditEvent]
    ) async throws(StoreError) -> SubmissionOutcome {
        try await write { rows throws(StoreError) in try rows.submit(submission, events: events) }
    }

    /// Claims the next runs for a worker. First it looks without the writer lock, so an idle worker writes nothing. A
    /// repeated call claims further runs. See ``StoreTransaction/claim(_:)``.
    package func claimRuns(_ claim: RunClaim) async throws(StoreError) -> [ClaimedRun] {
        let hasWork = try await read { rows throws(StoreError) in
            guard let due = try rows.nextDue(queues: claim.queues), due <= claim.now else {
                for queue in claim.queues {
                    if try !rows.organizationsWithClaimableRuns(queue: queue, now: claim.now).isEmpty { return true }
                }
                return try !rows.overdueBatches(now: claim.now).isEmpty
            }
            return true
        }
        guard hasWork else { return [] }
        return try await write { rows throws(StoreError) in try rows.claim(claim) }
    }

    /// Renews leases in one transaction, and answers for each lease in order. A lost lease is an answer and no error.
    /// Safe to repeat.
    package func renewLeases(
        _ leases: [RunLease], until: Timestamp
    ) async throws(StoreError) -> [LeaseState] {
        try await write { rows throws(StoreError) in
            var states: [LeaseState] = []
            for lease in leases { states.append(try rows.renew(lease, until: until)) }
            return states
        }
    }

    /// Writes the commit point before an effect. When this returns, the start and its events are durable, and the call
    /// may be sent.
    ///
    /// - Throws: `leaseLost`; nothing may then be sent.
    package func recordStarted(_ start: RunStart) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.start(start) }
    }

    /// Ends an attempt and follows its run up, in one transaction. A second call throws `leaseLost`, since the first
    /// has ended the lease. See ``StoreTransaction/finish(_:)``.
    @discardableResult
    package func finishRun(_ completion: RunCompletion) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in try rows.finish(completion) }
    }

    /// Takes runs back from lost workers, in one transaction. Safe to repeat. See ``StoreTransaction/sweep(_:)``.
    package func expireLeases(_ sweep: LeaseSweep) async throws(StoreError) -> RescueReport {
        try await write { rows throws(StoreError) in try rows.sweep(sweep) }
    }

    /// Cancels a run, or asks the worker of a running one to stop; one transaction. Safe to repeat: a run that has
    /// ended, or was asked before, stays as it is. Throws `missing`. See
    /// ``StoreTransaction/cancel(run:reason:actor:events:now:)``.
    package func cancelRun(
        _ id: ULID, actor: String?, events: [AuditEvent] = [], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in
            try rows.cancel(run: id, reason: .cancelledUser, actor: actor, events: events, now: now)
        }
    }

    /// Cancels the unfinished runs of a batch in one transaction. Safe to repeat. Throws `missing`. See
    /// ``StoreTransaction/cancel(batch:actor:events:now:)``.
    package func cancelBatch(
        _ id: ULID, actor: String, events: [AuditEvent], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in try rows.cancel(batch: id, actor: actor, events: events, now: now)
        }
    }

    /// Makes a new run in the place of a finished one, in one transaction. A second call throws `illegalTransition`,
    /// since the old run is replaced. See ``StoreTransaction/retry(run:events:now:)``.
    package func retryRun(_ id: ULID, events: [AuditEvent], now: Timestamp) async throws(StoreError) -> RetryOutcome {
        try await write { rows throws(StoreError) in try rows.retry(run: id, events: events, now: now) }
    }

    /// Suspends or resumes a run, or decides about a parked one, in one transaction. See
    /// ``StoreTransaction/move(run:to:reason:events:now:)``.
    @discardableResult
    package func moveRun(
        _ id: ULID, to status: RunStatus, reason: RunReason? = nil, events: [AuditEvent], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in
            try rows.move(run: id, to: status, reason: reason, events: events, now: now)
        }
    }

    /// Gives a run that has not started another agent or worker, in one transaction. See
    /// ``StoreTransaction/assign(run:agent:worker:events:)``.
    package func assignRun(
        _ id: ULID, agent: String?, worker: String?, events: [AuditEvent]
    ) async throws(StoreError) -> RunRecord {
        try await write { rows throws(StoreError) in
            try rows.assign(run: id, agent: agent, worker: worker, events: events)
        }
    }

    /// Logs the result of a worker whose lease was lost. The run stays as it is. Throws `missing` where there is no
    /// such run.
    package func recordLateResult(
        _ lease: RunLease, now: Timestamp, digest: ContentDigest? = nil
    ) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.recordLateResult(lease, now: now, digest: digest) }
    }

    /// Pauses a target, in one transaction with the events. Its runs are not claimed from now on; running ones go on. A
    /// second pause of the same target replaces the first.
    package func pause(_ pause: Pause, events: [AuditEvent]) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            try rows.upsert(pause)
            try rows.append(events)
        }
    }

    /// Lifts a pause, in one transaction with the events. Returns false, and writes nothing, where the target was not
    /// paused.
    package func resume(_ target: PauseTarget, events: [AuditEvent]) async throws(StoreError) -> Bool {
        try await write { rows throws(StoreError) in
            guard try rows.deletePause(target) else { return false }
            try rows.append(events)
            return true
        }
    }

    /// When the next run is due that a worker has put back. Reads only. See ``StoreReading/nextReturn(queues:batch:)``.
    package func nextReturn(queues: [String], batch: ULID?) async throws(StoreError) -> Timestamp? {
        try await read { rows throws(StoreError) in try rows.nextReturn(queues: queues, batch: batch) }
    }

    /// When the next scheduled or retryable run of these queues is due; nil where there is none. Reads only.
    package func nextDue(queues: [String]) async throws(StoreError) -> Timestamp? {
        try await read { rows throws(StoreError) in try rows.nextDue(queues: queues) }
    }
}

package import ReeveAudit
package import ReeveJSON
package import ReeveModel

// The queue's operations, each one transaction with its events.
extension Store {
    /// See ``StoreTransaction/submit(_:events:)``.
    package func submitBatch(
        _ submission: BatchSubmission, events: [AuditEvent]
    ) async throws(StoreError) -> SubmissionOutcome {
        try await write { rows throws(StoreError) in try rows.submit(submission, events: events) }
    }

    /// See ``StoreTransaction/claim(_:)``. Looks first without the writer lock, so an idle worker writes nothing.
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

    /// One answer for each lease, in order.
    package func renewLeases(
        _ leases: [RunLease], until: Timestamp
    ) async throws(StoreError) -> [LeaseState] {
        try await write { rows throws(StoreError) in
            var states: [LeaseState] = []
            for lease in leases { states.append(try rows.renew(lease, until: until)) }
            return states
        }
    }

    /// The commit point before an effect: when this returns, the start and its events are durable.
    ///
    /// - Throws: `leaseLost`; then nothing may be sent.
    package func recordStarted(_ start: RunStart) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.start(start) }
    }

    /// Steps, events and progress in the middle of an attempt.
    ///
    /// - Throws: `leaseLost`.
    package func recordProgress(
        _ lease: RunLease, steps: [RunStep] = [], progress: String? = nil, events: [AuditEvent] = []
    ) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            try rows.record(lease, steps: steps, progress: progress, events: events)
        }
    }

    /// See ``StoreTransaction/finish(_:)``.
    @discardableResult
    package func finishRun(_ completion: RunCompletion) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in try rows.finish(completion) }
    }

    /// Finishes several runs in one transaction; one whose lease is lost is left out and reported as nil.
    package func finishRuns(_ completions: [RunCompletion]) async throws(StoreError) -> [RunEffects?] {
        try await write { rows throws(StoreError) in
            var all: [RunEffects?] = []
            for completion in completions {
                do throws(StoreError) {
                    all.append(try rows.finish(completion))
                } catch {
                    guard case .leaseLost = error.code else { throw error }
                    all.append(nil)
                }
            }
            return all
        }
    }

    /// See ``StoreTransaction/sweep(_:)``.
    package func expireLeases(_ sweep: LeaseSweep) async throws(StoreError) -> RescueReport {
        try await write { rows throws(StoreError) in try rows.sweep(sweep) }
    }

    /// See ``StoreTransaction/cancel(run:reason:actor:events:now:)``.
    package func cancelRun(
        _ id: ULID, actor: String?, events: [AuditEvent] = [], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in
            try rows.cancel(run: id, reason: .cancelledUser, actor: actor, events: events, now: now)
        }
    }

    /// See ``StoreTransaction/cancel(batch:actor:events:now:)``.
    package func cancelBatch(
        _ id: ULID, actor: String, events: [AuditEvent], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in try rows.cancel(batch: id, actor: actor, events: events, now: now)
        }
    }

    /// See ``StoreTransaction/retry(run:events:now:)``.
    package func retryRun(_ id: ULID, events: [AuditEvent], now: Timestamp) async throws(StoreError) -> RetryOutcome {
        try await write { rows throws(StoreError) in try rows.retry(run: id, events: events, now: now) }
    }

    /// See ``StoreTransaction/move(run:to:reason:events:now:)``.
    @discardableResult
    package func moveRun(
        _ id: ULID, to status: RunStatus, reason: RunReason? = nil, events: [AuditEvent], now: Timestamp
    ) async throws(StoreError) -> RunEffects {
        try await write { rows throws(StoreError) in
            try rows.move(run: id, to: status, reason: reason, events: events, now: now)
        }
    }

    /// See ``StoreTransaction/assign(run:agent:worker:events:)``.
    package func assignRun(
        _ id: ULID, agent: String?, worker: String?, events: [AuditEvent]
    ) async throws(StoreError) -> RunRecord {
        try await write { rows throws(StoreError) in
            try rows.assign(run: id, agent: agent, worker: worker, events: events)
        }
    }

    /// Logs the result of a worker whose lease was lost; the run stays as it is.
    package func recordLateResult(
        _ lease: RunLease, now: Timestamp, digest: ContentDigest? = nil
    ) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.recordLateResult(lease, now: now, digest: digest) }
    }

    /// Holds back the runs of a target from the next claim on; running ones go on.
    package func pause(_ pause: Pause, events: [AuditEvent]) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            try rows.upsert(pause)
            try rows.append(events)
        }
    }

    /// Lifts a pause. False, and nothing is written, where the target was not paused.
    package func resume(_ target: PauseTarget, events: [AuditEvent]) async throws(StoreError) -> Bool {
        try await write { rows throws(StoreError) in
            guard try rows.deletePause(target) else { return false }
            try rows.append(events)
            return true
        }
    }

    /// When the next of the runs is due that a worker has put back; see ``StoreReading/nextReturn(queues:batch:)``.
    package func nextReturn(queues: [String], batch: ULID?) async throws(StoreError) -> Timestamp? {
        try await read { rows throws(StoreError) in try rows.nextReturn(queues: queues, batch: batch) }
    }

    /// When the next scheduled or retryable run of these queues is due; nil where none waits.
    package func nextDue(queues: [String]) async throws(StoreError) -> Timestamp? {
        try await read { rows throws(StoreError) in try rows.nextDue(queues: queues) }
    }
}

internal import ReeveJSON
internal import ReeveModel

extension InMemoryRows {
    func batch(_ id: ULID) -> BatchRecord? { tables.batches[id] }

    func batch(organization: String, idempotencyKey: String) -> BatchRecord? {
        tables.batches.values.first { $0.organization == organization && $0.idempotencyKey == idempotencyKey }
    }

    func batches(_ filter: BatchFilter, before: ULID?, limit: Int) -> Page<BatchRecord> {
        let found = tables.batches.values.filter { batch in
            filter.matches(batch) && before.map { batch.id < $0 } ?? true
        }
        return Page(found.sorted { $0.id > $1.id }, limit: limit)
    }

    func insert(_ batch: BatchRecord) { tables.batches[batch.id] = batch }
    func update(_ batch: BatchRecord) { tables.batches[batch.id] = batch }
    func deleteBatch(_ id: ULID) { tables.batches[id] = nil }

    func run(_ id: ULID, withContent: Bool) -> RunRecord? {
        guard var run = tables.runs[id] else { return nil }
        run.content = withContent ? run.content ?? RunContent() : nil
        return run
    }

    func runs(_ filter: RunFilter, before: ULID?, limit: Int) -> Page<RunRecord> {
        let found = matching(filter).filter { run in before.map { run.id < $0 } ?? true }
        let short = found.sorted { $0.id > $1.id }.map { run in
            var short = run
            short.content = nil
            return short
        }
        return Page(short, limit: limit)
    }

    private func matching(_ filter: RunFilter) -> [RunRecord] { tables.runs.values.filter { filter.matches($0) } }

    func runCount(_ filter: RunFilter) -> Int { matching(filter).count }

    func queueCounts(batch: ULID?) -> [QueueCount] {
        var counts: [[String]: Int] = [:]
        for run in tables.runs.values where batch == nil || run.identity.batch == batch {
            counts[[run.identity.queue, run.identity.organization, run.state.status.rawValue], default: 0] += 1
        }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { key, count in
            RunStatus(rawValue: key[2]).map {
                QueueCount(queue: key[0], organization: key[1], status: $0, count: count)
            }
        }
    }

    func insert(_ run: RunRecord) { tables.runs[run.id] = run }

    func update(_ run: RunRecord) {
        let content = tables.runs[run.id]?.content
        tables.runs[run.id] = run
        tables.runs[run.id]?.content = content
    }

    func setContent(_ content: RunContent, of run: ULID) {
        var merged = tables.runs[run]?.content ?? RunContent()
        merged.input = content.input ?? merged.input
        merged.output = content.output ?? merged.output
        merged.lastProposal = content.lastProposal ?? merged.lastProposal
        tables.runs[run]?.content = merged
    }

    func deleteRun(_ id: ULID) {
        deleteApprovals(of: id)
        tables.runs[id] = nil
        tables.steps[id] = nil
        tables.taskEntries[id] = nil
        tables.attempts[id] = nil
        tables.leases[id] = nil
        tables.runObjects[id] = nil
        tables.needs[id] = nil
        tables.dependents[id] = nil
        for run in tables.needs.keys { tables.needs[run]?.removeAll { $0.upstream == id } }
        for run in tables.dependents.keys { tables.dependents[run]?.removeAll { $0.run == id } }
    }

    func needs(of run: ULID) -> [RunNeed] { (tables.needs[run] ?? []).sorted { $0.upstream < $1.upstream } }
    func dependents(of run: ULID) -> [RunNeed] { (tables.dependents[run] ?? []).sorted { $0.run < $1.run } }

    func insert(_ need: RunNeed) {
        tables.needs[need.run, default: []].append(need)
        tables.dependents[need.upstream, default: []].append(need)
    }

    func children(of run: ULID) -> [ULID] {
        tables.runs.values.filter { $0.identity.parentRun == run }.map(\.id).sorted()
    }

    func unfinishedRuns(needing object: ULID, limit: Int) -> [ULID] {
        let runs = tables.runObjects.filter { $0.value.contains(object) }.keys
        return Array(runs.filter { tables.runs[$0]?.state.endedAt == nil }.sorted().prefix(limit))
    }

    func objectsNeeded(by run: ULID) -> [ULID] { (tables.runObjects[run] ?? []).sorted() }
    func insert(_ object: RunObject) { tables.runObjects[object.run, default: []].append(object.object) }
    func attempts(of run: ULID) -> [RunAttempt] { (tables.attempts[run] ?? []).sorted { $0.number < $1.number } }

    func upsert(_ attempt: RunAttempt) {
        tables.attempts[attempt.run, default: []].removeAll { $0.number == attempt.number }
        tables.attempts[attempt.run, default: []].append(attempt)
    }

    func steps(of run: ULID, after: Int, limit: Int) -> Page<RunStep> {
        Page((tables.steps[run] ?? []).filter { $0.ordinal > after }, limit: limit)
    }

    func append(_ steps: [RunStep]) {
        for var step in steps {
            step.ordinal = (tables.steps[step.run]?.last?.ordinal ?? 0) + 1
            tables.steps[step.run, default: []].append(step)
        }
    }
}

// MARK: Queue

extension InMemoryRows {
    private func claimable(_ queue: String, _ now: Timestamp) -> [RunRecord] {
        tables.runs.values.filter { run in
            run.identity.queue == queue
                && (run.state.status == .ready
                    || run.state.status == .retryable && run.state.dueAt.map { $0 <= now } ?? false)
        }
    }

    func organizationsWithClaimableRuns(queue: String, now: Timestamp) -> [String] {
        Set(claimable(queue, now).map(\.identity.organization)).sorted()
    }

    func claimCandidates(
        queue: String, organization: String, after: ClaimCursor?, now: Timestamp, limit: Int
    ) -> [ClaimCandidate] {
        let found = claimable(queue, now).filter { run in
            run.identity.organization == organization
                && after.map { $0 < ClaimCursor(rank: run.claimRank, run: run.id) } ?? true
        }
        return found.sorted { ($0.claimRank, $0.id) < ($1.claimRank, $1.id) }.prefix(limit).map { run in
            ClaimCandidate(
                run: run.id, rank: run.claimRank, batch: run.identity.batch, environment: run.identity.environment,
                agent: run.assignment.agent,
                provider: run.usage.provider, assignedWorker: run.assignment.assignedWorker)
        }
    }

    private var running: [RunRecord] { tables.runs.values.filter { $0.state.status == .running } }

    func runningCountsByBatch() -> [ULID: Int] { running.reduce(into: [:]) { $0[$1.identity.batch, default: 0] += 1 } }

    func runningCountsByOrganization(queue: String) -> [String: Int] {
        running.filter { $0.identity.queue == queue }.reduce(into: [:]) {
            $0[$1.identity.organization, default: 0] += 1
        }
    }

    func dueScheduledRuns(now: Timestamp, limit: Int) -> [ULID] {
        let due = tables.runs.values.filter { run in
            run.state.status == .scheduled && run.state.dueAt.map { $0 <= now } ?? false
        }
        let sorted = due.sorted { ($0.state.dueAt ?? now, $0.id) < ($1.state.dueAt ?? now, $1.id) }
        return sorted.prefix(limit).map(\.id)
    }

    func nextDue(queues: [String]) -> Timestamp? {
        tables.runs.values.filter {
            ($0.state.status == .scheduled || $0.state.status == .retryable) && queues.contains($0.identity.queue)
        }.compactMap(\.state.dueAt).min()
    }

    func nextReturn(queues: [String], batch: ULID?) -> Timestamp? {
        tables.runs.values.filter { run in
            (run.state.status == .retryable || (run.state.status == .scheduled && run.state.claims > 0))
                && queues.contains(run.identity.queue)
                && (batch == nil || run.identity.batch == batch)
                && !tables.pauses.keys.contains { $0.holds(run) }
        }.compactMap(\.state.dueAt).min()
    }

    func hasUnfinishedRuns(batch: ULID) -> Bool {
        tables.runs.values.contains { $0.identity.batch == batch && $0.state.endedAt == nil }
    }

    func failureCount(batch: ULID) -> Int {
        tables.runs.values.count { $0.identity.batch == batch && $0.countsAsFailure }
    }

    func unfinishedRuns(batch: ULID, statuses: Set<RunStatus>) -> [ULID] {
        tables.runs.values.filter {
            $0.identity.batch == batch && $0.state.endedAt == nil && statuses.contains($0.state.status)
        }.map(\.id).sorted()
    }

    func overdueBatches(now: Timestamp) -> [ULID] {
        tables.batches.values.filter { batch in
            batch.status == .open && batch.stoppedAt == nil && batch.deadline.map { $0 <= now } ?? false
        }.map(\.id).sorted()
    }

    func lease(of run: ULID) -> RunLease? { tables.leases[run] }

    func expiredLeases(now: Timestamp, limit: Int) -> [RunLease] {
        let expired = tables.leases.values.filter { $0.expiresAt <= now }
        return Array(expired.sorted { ($0.expiresAt, $0.run) < ($1.expiresAt, $1.run) }.prefix(limit))
    }

    func leases(worker: String) -> [RunLease] {
        tables.leases.values.filter { $0.worker == worker }.sorted { $0.run < $1.run }
    }

    func upsert(_ lease: RunLease) { tables.leases[lease.run] = lease }
    func deleteLease(of run: ULID) { tables.leases[run] = nil }

    func pauses() -> [Pause] {
        tables.pauses.values.sorted { left, right in
            let (a, b) = (left.target, right.target)
            return (a.kind.rawValue, a.organization, a.environment, a.name)
                < (b.kind.rawValue, b.organization, b.environment, b.name)
        }
    }

    func upsert(_ pause: Pause) { tables.pauses[pause.target] = pause }
    func deletePause(_ target: PauseTarget) -> Bool { tables.pauses.removeValue(forKey: target) != nil }
}

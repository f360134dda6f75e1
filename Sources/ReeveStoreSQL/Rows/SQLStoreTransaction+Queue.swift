import ReeveJSON
import ReeveModel
import ReeveStore

extension SQLStoreTransaction {
    func organizationsWithClaimableRuns(queue: String, now: Timestamp) throws(StoreError) -> [String] {
        try driver.all(
            """
            SELECT DISTINCT organization FROM run WHERE queue = $1 AND status IN ('ready', 'retryable')
            AND (status = 'ready' OR due_at <= $2) ORDER BY organization
            """, [.text(queue), .time(now)]
        ) { row in row.text(0) }
    }

    func claimCandidates(
        queue: String, organization: String, after: ClaimCursor?, now: Timestamp, limit: Int
    ) throws(StoreError) -> [ClaimCandidate] {
        try driver.all(
            """
            SELECT id, claim_rank, batch, environment, agent, provider, assigned_worker FROM run
            WHERE queue = $1 AND organization = $2 AND status IN ('ready', 'retryable') AND (status = 'ready' OR due_at <= $3)
            AND (claim_rank, id) > ($4, $5) ORDER BY claim_rank, id LIMIT $6
            """,
            [
                .text(queue), .text(organization), .time(now), .integer(after?.rank ?? .min),
                .text(after?.run.text ?? ""), .int(limit),
            ]
        ) { row throws(StoreError) in
            ClaimCandidate(
                run: try row.id(0), rank: row.integer(1), batch: try row.id(2), environment: row.text(3),
                agent: row.optionalText(4),
                provider: row.optionalText(5), assignedWorker: row.optionalText(6))
        }
    }

    func runningCountsByBatch() throws(StoreError) -> [ULID: Int] {
        var counts: [ULID: Int] = [:]
        try driver.forEach("SELECT batch, count(*) FROM run WHERE status = 'running' GROUP BY batch", []) {
            row throws(StoreError) in
            counts[try row.id(0)] = row.int(1)
        }
        return counts
    }

    func runningCountsByOrganization(queue: String) throws(StoreError) -> [String: Int] {
        var counts: [String: Int] = [:]
        try driver.forEach(
            "SELECT organization, count(*) FROM run WHERE status = 'running' AND queue = $1 GROUP BY organization",
            [.text(queue)]
        ) { row in
            counts[row.text(0)] = row.int(1)
        }
        return counts
    }

    func dueScheduledRuns(now: Timestamp, limit: Int) throws(StoreError) -> [ULID] {
        try driver.all(
            "SELECT id FROM run WHERE status = 'scheduled' AND due_at <= $1 ORDER BY due_at, id LIMIT $2",
            [.time(now), .int(limit)]
        ) {
            row throws(StoreError) in try row.id(0)
        }
    }

    func nextDue(queues: [String]) throws(StoreError) -> Timestamp? {
        var condition = SQLFilter()
        condition.add("status IN ('scheduled', 'retryable')")
        condition.add("queue", in: queues.map(SQLValue.text))
        return try driver.all(composed: "SELECT min(due_at) FROM run\(condition.clause)", condition.values) { row in
            row.optionalTime(0)
        }.first ?? nil
    }

    func unfinishedRuns(batch: ULID, statuses: Set<RunStatus>) throws(StoreError) -> [ULID] {
        var condition = SQLFilter()
        condition.add("batch = $?", .id(batch))
        condition.add("status", in: statuses.filter { !$0.isTerminal }.map(\.rawValue).sorted().map(SQLValue.text))
        return try driver.all(composed: "SELECT id FROM run\(condition.clause) ORDER BY id", condition.values) {
            row throws(StoreError) in try row.id(0)
        }
    }

    func lease(of run: ULID) throws(StoreError) -> RunLease? {
        try driver.first("SELECT run, worker, epoch, expires_at FROM run_lease WHERE run = $1", [.id(run)], Self.lease)
    }

    func expiredLeases(now: Timestamp, limit: Int) throws(StoreError) -> [RunLease] {
        try driver.all(
            "SELECT run, worker, epoch, expires_at FROM run_lease WHERE expires_at <= $1 ORDER BY expires_at, run LIMIT $2",
            [.time(now), .int(limit)],
            Self.lease)
    }

    func leases(worker: String) throws(StoreError) -> [RunLease] {
        try driver.all(
            "SELECT run, worker, epoch, expires_at FROM run_lease WHERE worker = $1 ORDER BY run", [.text(worker)],
            Self.lease)
    }

    private static func lease(_ row: any SQLRow) throws(StoreError) -> RunLease {
        RunLease(run: try row.id(0), worker: row.text(1), epoch: row.integer(2), expiresAt: row.time(3))
    }

    func upsert(_ lease: RunLease) throws(StoreError) {
        try driver.run(
            """
            INSERT INTO run_lease (run, worker, epoch, expires_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (run) DO UPDATE SET worker = excluded.worker, epoch = excluded.epoch, expires_at = excluded.expires_at
            """, [.id(lease.run), .text(lease.worker), .integer(lease.epoch), .time(lease.expiresAt)])
    }

    func deleteLease(of run: ULID) throws(StoreError) {
        try driver.run("DELETE FROM run_lease WHERE run = $1", [.id(run)])
    }
}

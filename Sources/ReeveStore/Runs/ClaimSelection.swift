internal import ReeveJSON
internal import ReeveModel

/// Chooses the runs that a claim gets.
///
/// Organizations take turns; the one with the fewest running runs is first. Within an organization, runs come in the
/// order of ``RunRecord/claimRank``. Runs of full batches, paused targets and other workers are passed over.
struct ClaimSelection {
    private let rows: any StoreTransaction
    private let claim: RunClaim
    private let pauses: Set<PauseTarget>
    private var runningByBatch: [ULID: Int]
    private var freeSlots: [ULID: Int] = [:]

    init(_ claim: RunClaim, rows: any StoreTransaction) throws(StoreError) {
        self.rows = rows
        self.claim = claim
        var targets: Set<PauseTarget> = []
        for pause in try rows.pauses() { targets.insert(pause.target) }
        pauses = targets
        runningByBatch = try rows.runningCountsByBatch()
    }

    mutating func select() throws(StoreError) -> [ULID] {
        var chosen: [ULID] = []
        for queue in claim.queues where !pauses.contains(PauseTarget(kind: .queue, name: queue)) {
            try fill(&chosen, from: queue)
            if chosen.count >= claim.limit { break }
        }
        return chosen
    }

    /// The waiting runs of one organization, read in pages.
    private struct Line {
        let organization: String
        var running: Int
        var page: [ClaimCandidate] = []
        var index = 0
        var cursor: ClaimCursor?
        var pageSize = 32
        var isExhausted = false
    }

    private mutating func fill(_ chosen: inout [ULID], from queue: String) throws(StoreError) {
        let running = try rows.runningCountsByOrganization(queue: queue)
        var lines: [Line] = []
        for organization in try rows.organizationsWithClaimableRuns(queue: queue, now: claim.now)
        where !pauses.contains(PauseTarget(kind: .organization, name: organization)) {
            lines.append(Line(organization: organization, running: running[organization] ?? 0))
        }
        while chosen.count < claim.limit, !lines.isEmpty {
            var least = 0
            for index in lines.indices where lines[index].running < lines[least].running { least = index }
            if let run = try next(&lines[least], queue: queue) {
                chosen.append(run)
                lines[least].running += 1
            } else {
                lines.remove(at: least)
            }
        }
    }

    private mutating func next(_ line: inout Line, queue: String) throws(StoreError) -> ULID? {
        while true {
            while line.index < line.page.count {
                let candidate = line.page[line.index]
                line.index += 1
                if try take(candidate, organization: line.organization) { return candidate.run }
            }
            guard !line.isExhausted else { return nil }
            line.page = try rows.claimCandidates(
                queue: queue, organization: line.organization, after: line.cursor, now: claim.now,
                limit: line.pageSize)
            line.index = 0
            line.isExhausted = line.page.count < line.pageSize
            line.cursor = line.page.last.map { ClaimCursor(rank: $0.rank, run: $0.run) }
            line.pageSize = min(line.pageSize * 4, 2_048)
        }
    }

    private mutating func take(_ candidate: ClaimCandidate, organization: String) throws(StoreError) -> Bool {
        if let batch = claim.batch, candidate.batch != batch { return false }
        if let worker = candidate.assignedWorker, worker != claim.worker { return false }
        if isPaused(candidate, organization: organization) { return false }
        let free = try free(of: candidate.batch)
        guard free > 0 else { return false }
        freeSlots[candidate.batch] = free - 1
        return true
    }

    private mutating func free(of batch: ULID) throws(StoreError) -> Int {
        if let known = freeSlots[batch] { return known }
        let record = try rows.batch(batch)
        let free = record?.stoppedAt == nil ? (record?.concurrency ?? 0) - (runningByBatch[batch] ?? 0) : 0
        freeSlots[batch] = free
        return free
    }

    private func isPaused(_ candidate: ClaimCandidate, organization: String) -> Bool {
        guard !pauses.isEmpty else { return false }
        var targets: [PauseTarget] = []
        if let agent = candidate.agent {
            targets.append(
                PauseTarget(
                    kind: .agent, organization: organization, environment: candidate.environment, name: agent))
        }
        if let provider = candidate.provider {
            targets.append(PauseTarget(kind: .provider, organization: organization, name: provider))
            targets.append(
                PauseTarget(
                    kind: .provider, organization: organization, environment: candidate.environment, name: provider))
        }
        return targets.contains(where: pauses.contains)
    }
}

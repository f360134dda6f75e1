internal import ReeveJSON
internal import ReeveModel

extension InMemoryRows {
    func approval(_ id: ULID) -> ApprovalRecord? { tables.approvals[id] }

    func approvals(_ filter: ApprovalFilter, before: ULID?, limit: Int) -> Page<ApprovalRecord> {
        let found = tables.approvals.values.filter { approval in
            tables.runs[approval.run].map { filter.matches(approval, of: $0) } ?? false
                && before.map { approval.id < $0 } ?? true
        }
        return Page(found.sorted { $0.id > $1.id }, limit: limit)
    }

    func openApprovals(of run: ULID) -> [ApprovalRecord] {
        tables.approvals.values.filter { $0.run == run && $0.status.isOpen }.sorted { $0.id < $1.id }
    }

    func lateApprovals(now: Timestamp, limit: Int) -> [ApprovalRecord] {
        let late = tables.approvals.values.filter { $0.status == .pending && $0.expiresAt <= now }
        return Array(late.sorted { ($0.expiresAt, $0.id) < ($1.expiresAt, $1.id) }.prefix(limit))
    }

    func votes(on approval: ULID) -> [ApprovalVote] {
        (tables.approvalVotes[approval] ?? []).sorted { ($0.votedAt, $0.approver) < ($1.votedAt, $1.approver) }
    }

    func insert(_ approval: ApprovalRecord) { tables.approvals[approval.id] = approval }

    func update(_ approval: ApprovalRecord) {
        tables.approvals[approval.id]?.status = approval.status
        tables.approvals[approval.id]?.endedAt = approval.endedAt
    }

    func insert(_ vote: ApprovalVote) { tables.approvalVotes[vote.approval, default: []].append(vote) }

    func deleteApprovals(of run: ULID) {
        for approval in tables.approvals.values where approval.run == run {
            tables.approvals[approval.id] = nil
            tables.approvalVotes[approval.id] = nil
        }
    }
}

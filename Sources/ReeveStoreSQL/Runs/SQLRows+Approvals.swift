package import ReeveJSON
package import ReeveModel
package import ReeveStore

// The tables `approval` and `approval_vote`.
extension SQLRows {
    /// The last column says whether the request and its votes are as the store wrote them.
    private static let columns = """
        a.id, a.run_id, a.call, a.kind, a.status, a.digest, a.document, a.created_at, a.expires_at, a.ended_at,
        a.seal @same reeve_seal('approval', a.id, a.run_id, a.call, a.kind, a.status, a.digest, a.document,
            a.created_at, a.expires_at, a.ended_at)
            AND NOT EXISTS (SELECT 1 FROM approval_vote v WHERE v.approval_id = a.id
                AND NOT v.seal @same reeve_seal('approval_vote', v.approval_id, v.approver, v.verdict, v.standing,
                    v.reason, v.voted_at))
        """

    private static let selectOne = SQLText(made: "SELECT \(columns) FROM approval a WHERE a.id = $1")
    private static let selectOpen = SQLText(
        made: """
            SELECT \(columns) FROM approval a
            WHERE a.run_id = $1 AND a.status IN ('pending', 'approved') ORDER BY a.id
            """)
    private static let selectLate = SQLText(
        made: """
            SELECT \(columns) FROM approval a
            WHERE a.status = 'pending' AND a.expires_at <= $1 ORDER BY a.expires_at, a.id LIMIT $2
            """)

    private static func approval(_ row: any SQLRow) throws(StoreError) -> ApprovalRecord {
        let call = row.text(2)
        var approval = ApprovalRecord(
            id: try row.id(0), run: try row.id(1), call: call.isEmpty ? nil : call, kind: try row.name(3),
            status: try row.name(4), digest: try row.digest(5), document: row.text(6), createdAt: row.time(7),
            expiresAt: row.time(8), endedAt: row.timeOrNil(9))
        approval.isIntact = row.bool(10)
        return approval
    }

    package func approval(_ id: ULID) throws(StoreError) -> ApprovalRecord? {
        try connection.first(Self.selectOne, [SQLValue(id)], Self.approval)
    }

    package func approvals(
        _ filter: ApprovalFilter, before: ULID?, limit: Int
    ) throws(StoreError) -> Page<ApprovalRecord> {
        var conditions = SQLConditions()
        if let organization = filter.organization { conditions.add("r.organization = $", .text(organization)) }
        if let environment = filter.environment { conditions.add("r.environment = $", .text(environment)) }
        if let run = filter.run { conditions.add("a.run_id = $", SQLValue(run)) }
        if let statuses = filter.statuses {
            let now = conditions.mark(SQLValue(filter.now))
            conditions.add(
                """
                CASE WHEN a.status IN ('pending', 'approved') AND a.expires_at <= \(now) THEN 'expired'
                    ELSE a.status END
                """, in: statuses.map { .text($0.rawValue) })
        }
        if let before { conditions.add("a.id < $", SQLValue(before)) }
        let mark = conditions.mark(SQLValue(Page<ApprovalRecord>.looking(limit)))
        let found = try connection.all(
            composed: """
                SELECT \(Self.columns) FROM approval a JOIN run r ON r.id = a.run_id\(conditions.clause)
                ORDER BY a.id DESC LIMIT \(mark)
                """, conditions.values, Self.approval)
        return Page(found, limit: limit)
    }

    package func openApprovals(of run: ULID) throws(StoreError) -> [ApprovalRecord] {
        try connection.all(Self.selectOpen, [SQLValue(run)], Self.approval)
    }

    package func lateApprovals(now: Timestamp, limit: Int) throws(StoreError) -> [ApprovalRecord] {
        try connection.all(Self.selectLate, [SQLValue(now), SQLValue(limit)], Self.approval)
    }

    package func votes(on approval: ULID) throws(StoreError) -> [ApprovalVote] {
        try connection.all(
            """
            SELECT approval_id, approver, verdict, standing, reason, voted_at FROM approval_vote
            WHERE approval_id = $1 ORDER BY voted_at, approver
            """, [SQLValue(approval)]
        ) { row throws(StoreError) in
            ApprovalVote(
                approval: try row.id(0), approver: row.text(1), verdict: try row.name(2), standing: row.text(3),
                reason: row.textOrNil(4), votedAt: row.time(5))
        }
    }

    package func insert(_ approval: ApprovalRecord) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO approval (id, run_id, call, kind, status, digest, document, created_at, expires_at, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                SQLValue(approval.id), SQLValue(approval.run), .text(approval.call ?? ""),
                .text(approval.kind.rawValue), .text(approval.status.rawValue), SQLValue(approval.digest),
                .text(approval.document), SQLValue(approval.createdAt), SQLValue(approval.expiresAt),
                SQLValue(approval.endedAt),
            ])
    }

    package func update(_ approval: ApprovalRecord) throws(StoreError) {
        try connection.run(
            "UPDATE approval SET status = $1, ended_at = $2 WHERE id = $3",
            [.text(approval.status.rawValue), SQLValue(approval.endedAt), SQLValue(approval.id)])
    }

    package func insert(_ vote: ApprovalVote) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO approval_vote (approval_id, approver, verdict, standing, reason, voted_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                SQLValue(vote.approval), .text(vote.approver), .text(vote.verdict.rawValue), .text(vote.standing),
                SQLValue(vote.reason), SQLValue(vote.votedAt),
            ])
    }

    package func deleteApprovals(of run: ULID) throws(StoreError) {
        try connection.run(
            "DELETE FROM approval_vote WHERE approval_id IN (SELECT id FROM approval WHERE run_id = $1)",
            [SQLValue(run)])
        try connection.run("DELETE FROM approval WHERE run_id = $1", [SQLValue(run)])
    }
}

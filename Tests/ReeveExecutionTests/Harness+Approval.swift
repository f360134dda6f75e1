import ReeveAudit
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import Testing

@testable import ReeveExecution

extension Harness {
    /// A policy under which calls of the connection `git` need an approval, and people may give it.
    static func approvalPolicy(
        _ approval: JSONObject = [:], rules more: [JSONValue] = [], conditions: JSONObject? = nil
    ) -> JSONObject {
        var policy = Harness.policy(conditions: conditions)
        var rule = policy["rules"]?[0]?.object ?? [:]
        rule["requires"] = [
            "approval": .object(
                merged(["approvers": ["user:ben"], "count": 1, "expires": "4h", "separation": true], approval))
        ]
        let approve: JSONValue = [
            "action": "run.approve", "effect": "allow", "id": "people", "target": "agent:**",
        ]
        policy["rules"] = .array([.object(rule), approve] + more)
        return policy
    }

    /// A harness in which calls need an approval, with the admin `ben` and the member `carl`.
    static func withApprovals<Result>(
        _ approval: JSONObject = [:], _ body: (Harness) async throws -> Result
    ) async throws -> Result {
        try await Harness.with { harness in
            try await harness.putUser("ben", role: "admin")
            try await harness.putUser("carl", role: "member")
            try await harness.put("Policy", "all", Harness.approvalPolicy(approval))
            return try await body(harness)
        }
    }

    /// Submits a batch of one item, and works until its run is parked.
    func park(_ item: JSONValue = Harness.item(), by requester: Requester = "user:anna") async throws -> RunRecord {
        let run = try #require(try await self.run(Harness.spec([item]), by: requester).first)
        #expect(run.state.status == .awaitingApproval, "\(run.state.errorText ?? "")")
        return run
    }

    func run(_ id: ULID) async throws -> RunRecord { try #require(try await store.run(id)) }

    func approvals(of run: RunRecord) async throws -> [ApprovalRecord] {
        try await store.approvals(of: run.id, now: clock.now)
    }

    func pending(_ run: RunRecord) async throws -> ApprovalRecord {
        try #require(try await approvals(of: run).last { $0.status == .pending })
    }

    /// Votes as an approvals verb does, for somebody who counts for every requirement.
    func approve(_ run: RunRecord, by who: Requester = "user:ben") async throws {
        let approval = try await pending(run)
        let document = try #require(ApprovalDocument(approval.document))
        let vote = ApprovalVote(
            approval: approval.id, approver: who.description, verdict: .approve,
            standing: JSONValue(document.terms.map { _ in who.description }).canonicalText, votedAt: clock.now)
        try await store.write { rows throws(StoreError) in
            let votes = try rows.votes(on: approval.id) + [vote]
            _ = try rows.vote(
                ApprovalBallot(
                    vote: vote, digest: approval.digest, isDecisive: document.isMet(by: votes),
                    actor: AuditEvent.Actor(who)))
        }
    }

    func standing(
        _ who: Requester, for run: RunRecord, requester: Requester? = "user:anna"
    ) async throws -> [String?] {
        let document = try #require(ApprovalDocument(try await pending(run).document))
        let scope = try await services.catalog.scope(organization: "acme", environment: "dev")
        return try await ApproverCheck(who, in: scope, catalog: services.catalog, now: clock.now).standing(
            for: document.terms, agent: "bot", requester: requester)
    }

    /// Where runs and requests contradict the log. The objects of the harness are in no log.
    func contradictions() async throws -> [String] {
        try await store.contradictionsOfLog().filter { $0.hasPrefix("approval") || $0.hasPrefix("run") }
    }
}

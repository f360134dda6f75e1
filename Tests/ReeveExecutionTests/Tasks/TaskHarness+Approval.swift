import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveModel
import ReeveStore
import Testing

extension TaskHarness {
    static let other: JSONValue = ["description": "x", "inputSchema": ["type": "object"], "name": "other"]

    /// A rule that allows calls of the target where people approve.
    static func reviewed(
        _ target: String = "tool:git/echo", action: String = "tool.invoke", _ approval: JSONObject = [:]
    ) -> JSONValue {
        [
            "action": .string(action), "effect": "allow", "id": "reviewed", "target": .string(target),
            "requires": [
                "approval": .object(
                    Harness.merged(
                        ["approvers": ["user:ben"], "count": 1, "expires": "4h", "separation": true], approval))
            ],
        ]
    }

    /// A harness with the tools `echo` and `other`, the admin `ben` and the member `carl`, whom rules let approve.
    static func withPeople(
        _ turns: [ScriptedModel.Turn], rules: [JSONValue] = [], agent: JSONObject = [:],
        answer: @escaping FakeServer.Tool = { FakeServer.text(JSONValue.object($0).canonicalText) },
        _ body: (TaskHarness) async throws -> Void
    ) async throws {
        try await TaskHarness.with(turns, tools: [Harness.echo, other], agent: agent, answer: answer) { harness in
            try await harness.base.putUser("ben", role: "admin")
            try await harness.base.putUser("carl", role: "member")
            try await harness.allow(rules)
            try await body(harness)
        }
    }

    /// What the policy `all` has besides the rules that every test needs.
    func allow(_ rules: [JSONValue], deny target: String? = nil) async throws {
        let people: JSONValue = ["action": "run.approve", "effect": "allow", "id": "people", "target": "agent:**"]
        var all = [people] + rules
        if let target {
            all.append(["action": "tool.invoke", "effect": "deny", "id": "never", "target": .string(target)])
        }
        try await base.put("Policy", "all", TaskHarness.policy(all))
    }

    /// Submits one task, and works until it is parked.
    func park(_ task: JSONObject = [:], batch: JSONObject = [:]) async throws -> RunRecord {
        let run = try await run(task, batch: batch)
        #expect(run.state.status == .awaitingApproval, "\(run.state.errorText ?? "")")
        return run
    }

    /// Approves what the run waits for, works, and gives the run.
    func approveAndWork(_ run: RunRecord) async throws -> RunRecord {
        try await base.approve(run)
        try await work()
        return try await base.run(run.id)
    }

    /// Votes for a request that may have ended meanwhile.
    ///
    /// - Returns: whether the vote counts.
    func isApproved(_ request: ApprovalRecord, by who: Requester = "user:ben") async -> Bool {
        let vote = ApprovalVote(
            approval: request.id, approver: who.description, verdict: .approve, standing: "[\"\(who)\"]",
            votedAt: base.clock.now)
        let effects = try? await store.write { rows throws(StoreError) in
            try rows.vote(
                ApprovalBallot(
                    vote: vote, digest: request.digest, isDecisive: true, actor: AuditEvent.Actor(who)))
        }
        return effects != nil
    }

    func reject(_ run: RunRecord) async throws {
        let approval = try await base.pending(run)
        let vote = ApprovalVote(
            approval: approval.id, approver: "user:ben", verdict: .reject, standing: "[\"user:ben\"]",
            votedAt: base.clock.now)
        try await store.write { rows throws(StoreError) in
            _ = try rows.vote(
                ApprovalBallot(
                    vote: vote, digest: approval.digest, isDecisive: true, actor: .init(kind: .user, id: "user:ben"),
                    errorText: "rejected by user:ben: no"))
        }
    }

    func statuses(_ run: RunRecord) async throws -> [ApprovalStatus] {
        try await base.approvals(of: run).map(\.status)
    }

    func bound(_ run: RunRecord) async throws -> ApprovalDocument {
        try #require(ApprovalDocument(try await base.pending(run).document))
    }

    /// What the model was told last.
    var told: [ModelToolResult] {
        guard case .results(let results)? = model.requests.last?.messages.last else { return [] }
        return results
    }
}

extension ScriptedModel {
    /// An answer with several calls, named `c1`, `c2` ...
    static func proposes(_ calls: [(tool: String, arguments: JSONObject)], _ text: String = "") -> Turn {
        let asked = calls.enumerated().map { index, call in
            ModelToolCall(
                id: "c\(index + 1)", tool: call.tool, arguments: call.arguments,
                argumentsText: JSONValue.object(call.arguments).canonicalText)
        }
        return { _ throws(ModelError) in
            ModelAnswer(
                text: text, calls: asked, ending: .toolCalls, usage: ModelUsage(input: 100, output: 10),
                model: "small-1")
        }
    }
}

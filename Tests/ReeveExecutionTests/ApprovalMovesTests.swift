import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReeveExecution

/// What may happen between an approval and the call that it is for.
@Suite struct ApprovalMovesTests {
    /// What happens between the approval and the waking, and whether the approval then still holds.
    struct Move: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the log says of a void approval; nil where it still holds.
        let why: String?
        let body: @Sendable (Harness, RunRecord) async throws -> Void

        var testDescription: String { name }
    }

    static let moves = [
        Move(name: "the deciding rule", why: "rule 'acme/dev/Policy/all#rule' has changed") { harness, _ in
            try await harness.put(
                "Policy", "all", Harness.approvalPolicy(conditions: ["origin": ["batch", "manual"]]))
        },
        Move(name: "the approvers of the rule", why: "rule 'acme/dev/Policy/all#rule' has changed") { harness, _ in
            try await harness.put("Policy", "all", Harness.approvalPolicy(["approvers": ["user:carl"]]))
        },
        Move(name: "another rule allows it too", why: "other rules allow 'git/echo'") { harness, _ in
            let more: JSONValue = [
                "action": "tool.invoke", "effect": "allow", "id": "more", "target": "tool:git/echo",
            ]
            try await harness.put("Policy", "all", Harness.approvalPolicy(rules: [more]))
        },
        Move(name: "the pin", why: "the pin of 'git/echo' has moved") { harness, _ in
            let listed = try await harness.store.toolDefinitions(ToolFilter()).first { $0.tool == "echo" }
            try await harness.pin("git/echo", try #require(listed?.digest))
        },
        Move(name: "the input", why: "the input of 'git/echo' has changed") { harness, run in
            try await harness.store.write { rows throws(StoreError) in
                try rows.setContent(RunContent(input: "{\"n\":2}"), of: run.id)
            }
        },
        Move(name: "the launch of the server", why: "the server of 'git/echo' is started otherwise") { harness, _ in
            try await harness.put("Connection", "git", Harness.connection(["command": ["other-server"]]))
        },
        Move(name: "a rule elsewhere", why: nil) { harness, _ in
            let more: JSONValue = [
                "action": "tool.invoke", "effect": "allow", "id": "more", "target": "tool:other/**",
            ]
            try await harness.put("Policy", "all", Harness.approvalPolicy(rules: [more]))
        },
        Move(name: "another policy", why: nil) { harness, _ in
            var other = Harness.policy(effect: "deny")
            other["bindings"] = [["id": "other", "scope": "agent"]]
            try await harness.put("Policy", "other", other)
        },
    ]

    @Test(arguments: moves)
    func anApprovalHoldsAsLongAsWhatItBinds(_ move: Move) async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park(Harness.item(input: ["n": 1]))
            try await harness.approve(parked)
            try await move.body(harness, parked)
            try await harness.work()
            let run = try await harness.run(parked.id)
            let approvals = try await harness.approvals(of: run)
            guard let why = move.why else {
                #expect(run.state.status == .succeeded && approvals.map(\.status) == [.used])
                return
            }
            #expect(run.state.status == .awaitingApproval && run.state.reason == .approvalVoid)
            #expect(approvals.map(\.status) == [.void, .pending] && harness.server.calls.isEmpty)
            let event = try #require(try await harness.events(run).first { $0.type == .approvalVoid })
            #expect(event.context?["message"]?.string == why && event.approvalID == approvals[0].id.text)
            // The new request is as good as the first one.
            try await harness.approve(run)
            try await harness.work()
            #expect(try await harness.run(parked.id).state.status == .succeeded)
            #expect(harness.server.calls.count == 1)
        }
    }

    @Test func aDenyThatCameMeanwhileWins() async throws {
        try await Harness.withApprovals { harness in
            let parked = try await harness.park()
            try await harness.approve(parked)
            try await harness.put("Policy", "guard", Harness.policy(effect: "deny"))
            try await harness.work()
            let run = try await harness.run(parked.id)
            #expect(run.state.status == .denied && run.state.reason == .policyDenied)
            #expect(try await harness.approvals(of: run).map(\.status) == [.void])
            #expect(harness.server.calls.isEmpty)
        }
    }
}

import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

/// What a submission denies at once, and what it leaves to the gate.
@Suite struct SubmissionDraftTests {
    @Test func whatPolicyDeniesIsDeniedAtSubmission() async throws {
        try await Harness.with { harness in
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            let result = try await harness.submit(Harness.spec([Harness.item()]))
            guard case .submitted(let batch, 1, let denied) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(denied.map(\.item) == ["a"])
            let run = try #require(try await harness.runs(batch.id).first)
            #expect(run.state.status == .denied && run.state.reason == .policyDenied)
            let event = try #require(try await harness.events(run).last)
            #expect(event.type == .runDenied && event.decision == .deny && event.ruleIDs == ["rule"])
            #expect(event.context?["rules"] == ["manifests/all.yaml:14"])
        }
    }

    @Test func whatALaterFactCanChangeIsLeftToTheGate() async throws {
        try await Harness.with(answer: { _ in FakeServer.text("9") }) { harness in
            try await harness.put(
                "Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["present": false]]]))
            // The value comes from another item, so nobody can know it yet.
            let spec = Harness.spec([
                Harness.item("a"),
                Harness.item(
                    "b", input: ["n": ["fromItem": "a", "path": "/content/0/text"]],
                    ["needs": [["if": "succeeded", "item": "a"]]]),
            ])
            guard case .submitted(let batch, 2, let denied) = try await harness.submit(spec) else {
                Issue.record("it was not submitted")
                return
            }
            #expect(denied.isEmpty)
            try await harness.work()
            #expect(try await harness.runs(batch.id).map(\.state.status) == [.succeeded, .denied])
        }
    }
}

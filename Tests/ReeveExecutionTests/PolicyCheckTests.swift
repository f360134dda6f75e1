import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct PolicyCheckTests {
    @Test func whatPolicyDeniesLaterIsDeniedAtTheGate() async throws {
        try await Harness.with { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            try await harness.work()
            let run = try #require(try await harness.runs(batch.id).first)
            try await harness.expectRefusal(of: run, .denied, .policyDenied, stage: .policy, event: .runDenied)
            #expect(try await harness.events(run).last?.context?["rules"] == ["manifests/all.yaml:14"])
        }
    }

    @Test func theAllowListOfTheAgentAndTheScopesOfItsAccountAreIntersected() async throws {
        try await Harness.with { harness in
            try await harness.put("Agent", "bot", Harness.agent(["tools": ["web/*"]]))
            #expect(try await harness.runOne().state.status == .denied)
            try await harness.put(
                "ServiceAccount", "sa", ["enabled": true, "scopes": ["task.*"]], environment: nil)
            try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "sa"]))
            #expect(try await harness.runOne().state.reason == .policyDenied)
            try await harness.put(
                "ServiceAccount", "sa", ["enabled": true, "scopes": ["tool.invoke"]], environment: nil)
            #expect(try await harness.runOne().state.status == .succeeded)
        }
    }

    @Test func aServiceAccountThatIsNotThereAllowsNothing() async throws {
        try await Harness.with { harness in
            try await harness.put("Agent", "bot", Harness.agent(["serviceAccount": "ghost"]))
            #expect(try await harness.runOne().state.reason == .policyDenied)
        }
    }
}

import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct ApprovalCheckTests {
    @Test func aRuleThatWantsAnApprovalIsRefused() async throws {
        try await Harness.with { harness in
            var policy = Harness.policy()
            var rule = policy["rules"]?[0]?.object ?? [:]
            rule["requires"] = ["approval": ["approvers": ["user:ben"], "count": 1]]
            policy["rules"] = [.object(rule)]
            try await harness.put("Policy", "all", policy)
            try await harness.expectRefusal(
                of: try await harness.runOne(), .denied, .policyDenied, stage: .approval, event: .runDenied)
        }
    }
}

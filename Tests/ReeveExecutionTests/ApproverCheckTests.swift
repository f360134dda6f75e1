import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import Testing

@testable import ReeveExecution

/// Who may approve: people who are named, whom the rules allow it, and who did not ask for it.
@Suite struct ApproverCheckTests {
    private func refusal(
        _ who: Requester, _ approval: JSONObject = [:], requester: Requester = "user:anna",
        _ arrange: (Harness) async throws -> Void = { _ in }
    ) async throws -> String? {
        try await Harness.withApprovals(approval) { harness in
            let run = try await harness.park()
            try await arrange(harness)
            do {
                _ = try await harness.standing(who, for: run, requester: requester)
                return nil
            } catch let refusal as ApproverCheck.Refusal {
                return refusal.message
            }
        }
    }

    @Test func whoIsNamedMayApproveAndNobodyElse() async throws {
        #expect(try await refusal("user:ben") == nil)
        #expect(try await refusal("user:carl") == "'user:carl' is not user:ben")
        #expect(try await refusal("user:carl", ["approvers": ["membership:member"]]) == nil)
        #expect(
            try await refusal("user:carl", ["approvers": ["user:ben", "membership:owner"]])
                == "'user:carl' is not user:ben or membership:owner")
    }

    @Test func onlyPeopleWhoMayActCanApprove() async throws {
        #expect(try await refusal("user:dora") == "the requester 'user:dora' does not exist")
        for who: Requester in ["service-account:sa", "agent:bot@acme/dev", "ben"] {
            #expect(try await refusal(who) == "only a user can decide, and '\(who)' is none")
        }
        let inactive = try await refusal("user:ben") { harness in
            try await harness.putUser("ben", role: "admin", isActive: false)
        }
        #expect(inactive == "user 'ben' is not active")
    }

    @Test func whoHasAskedMayNotApproveWhereTheyMustDiffer() async throws {
        let barred = "has submitted the work, and somebody else must approve it"
        #expect(try await refusal("user:ben", requester: "user:ben") == "'user:ben' \(barred)")
        #expect(try await refusal("user:ben", ["separation": false], requester: "user:ben") == nil)
        // The user of the operating system counts as the user of that name, for better and for worse.
        #expect(try await refusal("os:ben@desk", requester: "user:ben") == "'os:ben@desk' \(barred)")
        #expect(
            try await refusal("os:ben@desk", ["approvers": ["membership:owner"]], requester: "os:ben@laptop")
                == "'os:ben@desk' \(barred)")
    }

    @Test func aLocalAdministratorCountsAsTheUserOfItsNameAndAsEveryRole() async throws {
        #expect(try await refusal("os:ben@desk") == nil)
        #expect(try await refusal("os:eve@desk") == "'os:eve@desk' is not user:ben")
        #expect(try await refusal("os:eve@desk", ["approvers": ["membership:owner"]]) == nil)
        let inactive = try await refusal("os:ben@desk") { harness in
            try await harness.putUser("ben", role: "admin", isActive: false)
        }
        #expect(inactive == "'os:ben@desk' is not user:ben")
    }

    @Test func aRuleMustAllowIt() async throws {
        let words = "'run.approve' on agent 'bot'"
        let without = try await refusal("user:ben") { harness in
            var policy = Harness.approvalPolicy()
            policy["rules"] = .array(Array((policy["rules"]?.array ?? []).prefix(1)))
            try await harness.put("Policy", "all", policy)
        }
        #expect(without == "\(words): deny: no rule allows it")
        let denied = try await refusal("user:ben") { harness in
            try await harness.put(
                "Policy", "guard",
                [
                    "active": true, "bindings": [["id": "ben", "scope": "user"]],
                    "rules": [["action": "run.approve", "effect": "deny", "id": "not-ben", "target": "agent:bot"]],
                ])
        }
        #expect(denied == "\(words): deny: guard#not-ben")
    }

    @Test func anApprovalOfAnApprovalIsRefused() async throws {
        let nested = try await refusal("user:ben") { harness in
            let rule: JSONValue = [
                "action": "run.approve", "effect": "allow", "id": "nested", "target": "agent:bot",
                "requires": ["approval": ["approvers": ["user:carl"]]],
            ]
            try await harness.put("Policy", "all", Harness.approvalPolicy(rules: [rule]))
        }
        #expect(nested == "'run.approve' on agent 'bot': an approval cannot itself need one (all#people, all#nested)")
    }

    @Test func aProposalThatNoRuleSpeaksOfIsForAnAdministrator() async throws {
        try await Harness.with { harness in
            let run = try #require(try await harness.run(Harness.spec([Harness.item()])).first)
            let binding = ApprovalBinding(
                proposal: [], of: run, call: "2", reason: nil, redactor: harness.services.secrets.redactor)
            let terms = binding.document(salt: "").terms
            #expect(terms.map(\.requirement.words) == ["membership:owner or membership:admin"])
            #expect(terms.allSatisfy { $0.rule == nil && $0.requirement.isSeparate })
        }
    }
}

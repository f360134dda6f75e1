import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct PolicyExplanationTests {
    private let evening = "2026-11-23T22:40:00+01:00"

    @Test func theExampleIsExplainedAsDocumented() throws {
        let request = try Example.request(
            "git-ro/git_log", ["repo_path": "/srv/repos/infra", "max_count": 200], at: evening)
        let explanation = Example.set().explain(request)
        #expect(explanation.decision.summary == "deny: no rule allows it")
        let lines = explanation.rows.map { row in
            "\(row.priority ?? -1) \(row.rule.short) \(row.effect.rawValue) \(row.outcome.rawValue) \(row.why)"
        }
        #expect(
            lines == [
                "0 guardrails#no-destructive deny no traits: git-ro/git_log has private-data, none of destructive, outbound",
                "100 repo-reading#log-at-night allow no arguments /max_count: 200 is above 50",
            ])
        #expect(explanation.otherRules == 4)
        #expect(explanation.unboundRows.isEmpty)
    }

    @Test func aDecisionCarriesItsEvidence() throws {
        let set = Example.set()
        let decision = set.decide(
            try Example.request("git-ro/git_show", ["repo_path": "/srv/repos/infra"], at: evening))
        #expect(decision.isAllowed && decision.priority == 100 && decision.policySet == set.digest)
        #expect(decision.deciding.map(\.rule.place) == ["policies.yaml:31"])
        #expect(decision.deciding.map(\.rule.description) == ["acme/prod/Policy/repo-reading#show-with-approval"])
        #expect(
            decision.obligations.map(\.approval) == [
                ApprovalRequirement(
                    approvers: [.user("ben"), .membership("owner")], count: 1, expires: .seconds(28_800))
            ])
    }

    @Test(arguments: [
        (
            "/srv/repos/infra", 20, "2026-11-23T12:00:00Z",
            "timeWindow: mon 13:00 Europe/Berlin is outside 22:00 to 06:00 on mon, tue, wed, thu, fri"
        ),
        (
            "/etc", 99, "2026-11-23T22:40:00Z",
            #"arguments /max_count: 99 is above 50; arguments /repo_path: "/etc" is not under /srv/repos"#
        ),
    ])
    func everyFailingConditionIsNamed(path: String, count: Int, time: String, why: String) throws {
        let arguments: JSONValue = ["repo_path": .string(path), "max_count": JSONValue(count)]
        let explanation = Example.set().explain(try Example.request("git-ro/git_log", arguments, at: time))
        #expect(explanation.rows.last?.why == why)
    }

    @Test func aLongArgumentIsShortened() throws {
        let long = String(repeating: "x", count: 5_000)
        let set = Example.set([
            Example.document(
                "acme/Policy/a",
                #"{"bindings": [{"scope": "org", "id": "acme"}], "rules": [{"id": "x", "action": "**", "target": "tool:**", "effect": "allow", "conditions": {"arguments": {"/v": {"equals": "y"}}}}]}"#
            )
        ])
        let row = try #require(
            set.explain(try Example.request("git-ro/git_log", ["v": .string(long)], at: evening)).rows.first)
        #expect(row.why.utf8.count < 200)
    }

    @Test func errorsCarryNoValues() throws {
        let request = try Example.request(
            "git-ro/git_log", ["repo_path": "/srv/repos", "max_count": "sesame"], at: evening)
        let decision = Example.set().decide(request)
        #expect(decision.errors.map(\.error.description) == ["arguments /max_count: is string, expected number"])
    }

    @Test func policiesThatLeadElsewhereAreApart() throws {
        let other = Example.document(
            "acme/Policy/other",
            #"{"bindings": [{"scope": "agent", "id": "nobody"}], "rules": [{"id": "x", "action": "**", "target": "tool:**", "effect": "allow"}]}"#
        )
        let unbound = Example.document(
            "acme/Policy/unbound", #"{"rules": [{"id": "x", "action": "**", "target": "tool:**", "effect": "deny"}]}"#)
        let explanation = Example.set([other, unbound]).explain(
            try Example.request("git-ro/git_log", [:], at: evening))
        #expect(explanation.rows.isEmpty)
        #expect(explanation.unboundRows.map(\.why) == ["bound to agent nobody", "the policy has no binding"])
    }
}

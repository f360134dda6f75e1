import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct PolicyLintTests {
    private func findings(_ documents: PolicyDocument...) -> [String] {
        PolicyLint.findings(in: Example.set(documents)).map { finding in
            [finding.code.rawValue, finding.rule?.short ?? finding.policy.name, finding.other?.short]
                .compactMap { $0 }.joined(separator: " ")
        }
    }

    private func policy(
        _ path: String, _ rules: String, priority: Int = 100, scope: String = "org", id: String = "acme"
    )
        -> PolicyDocument
    {
        Example.document(
            path,
            #"{"bindings": [{"scope": "\#(scope)", "id": "\#(id)", "priority": \#(priority)}], "rules": [\#(rules)]}"#)
    }

    private func rule(_ effect: String, _ target: String, _ more: String = "") -> String {
        #"{"id": "\#(effect)", "action": "tool.invoke", "target": "\#(target)", "effect": "\#(effect)"\#(more)}"#
    }

    @Test func theExampleIsClean() {
        #expect(findings(Example.guardrails, Example.reading).isEmpty)
    }

    @Test func anUnboundPolicyIsFound() {
        #expect(findings(Example.document("acme/Policy/a", #"{"rules": []}"#)) == ["unboundPolicy a"])
    }

    @Test func aRuleBehindADenyIsFound() {
        let allow = policy("acme/Policy/a", rule("allow", "tool:git/*"))
        #expect(
            findings(allow, policy("acme/Policy/d", rule("deny", "tool:g*/**"), priority: 0))
                == ["shadowedRule a#allow d#deny"])
        #expect(findings(allow, policy("acme/Policy/d", rule("deny", "tool:git/*"), priority: 101)).isEmpty)
        #expect(findings(allow, policy("acme/Policy/d", rule("deny", "tool:git/g*"), priority: 0)).isEmpty)
        #expect(findings(allow, policy("acme/dev/Policy/d", rule("deny", "tool:**"), priority: 0)).isEmpty)
        #expect(
            findings(allow, policy("acme/Policy/d", rule("deny", "tool:**"), priority: 0, scope: "agent", id: "x"))
                .isEmpty)
        let conditional = rule("deny", "tool:**", #", "conditions": {"tainted": true}"#)
        #expect(findings(allow, policy("acme/Policy/d", conditional, priority: 0)).isEmpty)
        #expect(
            findings(policy("acme/Policy/a", rule("allow", "tool:git/*") + ", " + rule("deny", "tool:git/**")))
                == ["shadowedRule a#allow a#deny"])
    }

    @Test func anAllowOfEverythingIsFound() {
        #expect(findings(policy("acme/Policy/a", rule("allow", "tool:**"))) == ["allowsEverything a#allow"])
        #expect(
            findings(policy("acme/Policy/a", rule("allow", "tool:**", #", "conditions": {"environment": "dev"}"#)))
                .isEmpty)
        #expect(findings(policy("acme/Policy/a", rule("allow", "tool:*/*"))).isEmpty)
    }

    @Test func whatCanNeverMatchIsFound() {
        #expect(
            findings(policy("acme/Policy/a", rule("allow", "resource:**"))) == ["targetNeverMatches a#allow"])
        #expect(
            findings(policy("acme/Policy/a", rule("allow", "tool:a/b"), id: "other")) == ["bindingNeverMatches a"])
        #expect(
            findings(policy("acme/prod/Policy/a", rule("allow", "tool:a/b"), scope: "env", id: "dev"))
                == ["bindingNeverMatches a"])
    }
}

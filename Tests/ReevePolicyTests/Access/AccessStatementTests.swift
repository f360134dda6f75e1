import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

/// What a plan says of a change of access.
struct AccessStatementTests {
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)

    private func side(_ rules: String..., tools: [String] = ["git/*"], refusing: [String] = []) -> AccessSide {
        let documents = rules.enumerated().map { number, text in
            Example.document("acme/Policy/p\(number)", text)
        }
        let names = refusing.map { BoundRequesters.Name(organization: "acme", requester: Requester($0)) }
        return AccessSide(
            policies: Example.set(documents), agents: [Example.agent(tools: tools)],
            requesters: BoundRequesters(refusing: Set(names)))
    }

    private func policy(
        _ effect: String, _ target: String = "tool:git/*", conditions: String = "{}",
        to binding: String = #""scope": "org", "id": "acme""#
    ) -> String {
        """
        {"bindings": [{\(binding)}], "rules": [{"id": "x", "action": "tool.invoke", "target": "\(target)",
         "effect": "\(effect)", "conditions": \(conditions)}]}
        """
    }

    private func told(_ old: AccessSide, _ new: AccessSide) -> [String] {
        AccessAnalysis.difference(from: old, to: new, at: now).statements.map {
            "\($0.change.rawValue) " + $0.text.dropFirst("agent acme/prod/repo-doctor may tool.invoke ".count)
        }
    }

    private let max5 = #"{"arguments": {"/n": {"max": 5}}}"#
    private let max50 = #"{"arguments": {"/n": {"max": 50}}}"#

    @Test func aConditionThatIsAddedIsNoLossOfEverything() {
        #expect(
            told(side(policy("allow")), side(policy("allow", conditions: max5)))
                == ["changed git/* only when arguments /n at most 5 (before: always)"])
        #expect(
            told(side(policy("allow", conditions: max5)), side(policy("allow")))
                == ["changed git/* (before: only when arguments /n at most 5)"])
    }

    @Test func aConditionThatChangesIsToldOnceWithBothValues() {
        #expect(
            told(side(policy("allow", conditions: max5)), side(policy("allow", conditions: max50)))
                == ["changed git/* only when arguments /n at most 50 (before: only when arguments /n at most 5)"])
        let days = { (list: String) in
            #"{"timeWindow": {"start": "22:00", "end": "06:00", "days": \#(list)}}"#
        }
        #expect(
            told(
                side(policy("allow", conditions: days(#"["mon", "tue"]"#))),
                side(policy("allow", conditions: days(#"["mon"]"#)))) == [
                    "changed git/* only when timeWindow 22:00 to 06:00 on mon (before: only when timeWindow 22:00 to 06:00 on mon, tue)"
                ])
    }

    @Test func longValuesAreToldInFull() {
        let long = { (end: String) in
            #"{"arguments": {"/n": {"equals": "\#(String(repeating: "x", count: 100) + end)"}}}"#
        }
        let statements = told(
            side(policy("allow", conditions: long("a"))), side(policy("allow", conditions: long("b"))))
        #expect(statements.count == 1 && statements[0].hasSuffix("xa\")"))
    }

    @Test func aDenyForAPersonOrARoleMakesTheTargetDependOnWhoAsks() {
        for (binding, who) in [
            (#""scope": "user", "id": "anna""#, "user:anna"), (#""scope": "user", "id": "os:*""#, "os:*"),
            (#""scope": "role", "id": "membership:member""#, "membership:member"),
            (#""scope": "user", "id": "service-account:ci""#, "service-account:ci"),
        ] {
            #expect(
                told(side(policy("allow")), side(policy("allow"), policy("deny", to: binding)))
                    == ["changed git/* unless p1#x (requested by \(who)) (before: always)"])
        }
        let member = policy("deny", to: #""scope": "role", "id": "membership:member""#)
        let owner = policy("deny", to: #""scope": "role", "id": "membership:owner""#)
        #expect(
            told(side(policy("allow"), member), side(policy("allow"), owner)) == [
                "changed git/* unless p1#x (requested by membership:owner) (before: unless p1#x (requested by membership:member))"
            ])
    }

    @Test func aDenyForTheAgentsOwnAccountIsCertain() {
        let own = policy("deny", to: #""scope": "user", "id": "service-account:sa-repo""#)
        #expect(told(side(policy("allow")), side(policy("allow"), own)) == ["lost git/*"])
    }

    @Test func whoMayActNoMoreTakesTheAccessAlong() {
        let anna = policy("allow", to: #""scope": "user", "id": "anna""#)
        #expect(
            told(side(anna), side(anna, refusing: ["user:anna"])) == ["lost git/* only when requested by user:anna"])
        #expect(told(side(refusing: ["user:anna"]), side(anna, refusing: ["user:anna"])).isEmpty)
    }

    /// `os:*` is no one requester whom a store could not know: some local administrator may always submit work.
    @Test func aRuleForEveryLocalAdministratorIsToldWhoeverMayActNoMore() {
        let deny = policy("deny", to: #""scope": "user", "id": "os:*""#)
        #expect(Example.set([Example.document("acme/Policy/p0", deny)]).boundRequesters.isEmpty)
        #expect(
            told(
                side(policy("allow"), refusing: ["user:ben", "os:*"]),
                side(policy("allow"), deny, refusing: ["user:ben", "os:*"]))
                == ["changed git/* unless p1#x (requested by os:*) (before: always)"])
    }

    @Test func whatStaysOfALossIsTold() {
        #expect(
            told(side(policy("allow")), side(policy("allow", "tool:git/log"))) == ["lost git/* (keeps git/log)"])
        #expect(told(side(policy("allow")), side()) == ["lost git/*"])
    }
}

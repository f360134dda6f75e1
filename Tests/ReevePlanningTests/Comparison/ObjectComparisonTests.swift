import ReeveJSON
import ReeveModel
import ReevePlanning
import Testing

/// The changed paths between two specs, as a plan shows them.
@Suite struct ObjectComparisonTests {
    /// Each change as `LABEL: BEFORE -> AFTER`; `none` stands for a side that is not there.
    private func changes(_ kind: String, _ before: JSONValue, _ after: JSONValue) -> [String] {
        ObjectComparison.changes(kind: KindRegistry.standard.lookup(kind), specBefore: before, specAfter: after).map {
            "\($0.label): \($0.before?.canonicalText ?? "none") -> \($0.after?.canonicalText ?? "none")"
        }
    }

    private func rules(_ rules: (id: String, effect: String)...) -> JSONValue {
        ["rules": .array(rules.map { ["effect": .string($0.effect), "id": .string($0.id)] })]
    }

    @Test func equalSpecsHaveNoChanges() {
        #expect(changes("Policy", rules(("a", "allow")), rules(("a", "allow"))) == [])
    }

    @Test func membersAreComparedInCanonicalOrder() {
        #expect(
            changes("Connection", ["timeout": "1s", "env": ["B": "env:X"]], ["env": ["A": "env:Y"], "timeout": "2s"])
                == [
                    #"spec.env.A: none -> "env:Y""#, #"spec.env.B: "env:X" -> none"#, #"spec.timeout: "1s" -> "2s""#,
                ])
    }

    @Test func elementsOfOneKeyBelongTogetherWhereverTheyStand() {
        #expect(
            changes(
                "Policy", rules(("a", "allow"), ("b", "allow")), rules(("new", "deny"), ("a", "allow"), ("b", "deny")))
                == [
                    #"spec.rules[new]: none -> {"effect":"deny","id":"new"}"#,
                    #"spec.rules[b].effect: "allow" -> "deny""#,
                ])
    }

    @Test func anOrderAloneIsOneChange() {
        #expect(
            changes("Policy", rules(("a", "allow"), ("b", "deny")), rules(("b", "deny"), ("a", "allow")))
                == [#"spec.rules (order): ["a","b"] -> ["b","a"]"#])
    }

    @Test func elementsWithoutAKeyCancelOut() {
        func bindings(_ ids: String...) -> JSONValue {
            ["bindings": .array(ids.map { ["id": .string($0), "scope": "agent"] })]
        }
        let found = changes("Policy", bindings("a", "b", "b"), bindings("b", "c"))
        #expect(found.count == 3, "\(found)")
        #expect(found.filter { $0.hasSuffix("-> none") }.count == 2)
        #expect(found.contains { $0.hasPrefix("spec.bindings[1]: none ->") && $0.contains(#""id":"c""#) })
    }

    @Test func listsOfTextsAreOneValue() {
        #expect(
            changes("Agent", ["tools": ["a/*"]], ["tools": ["a/*", "b/*"]])
                == [#"spec.tools: ["a/*"] -> ["a/*","b/*"]"#])
    }

    /// Any part of it could be a secret.
    @Test func aKindThatNobodyKnowsIsComparedAsAWholeAndNotShown() {
        #expect(changes("Unheard", ["a": 1], ["a": 2]) == [#"spec: "(sensitive)" -> "(sensitive)""#])
    }

    /// The two are one value and two arguments: what is sent is what is written.
    @Test func anotherSpellingOfANumberIsAChange() throws {
        let (one, other) = (
            try JSONParser.parse(#"{"maxConcurrency":2}"#), try JSONParser.parse(#"{"maxConcurrency":2.0}"#)
        )
        #expect(one == other)
        #expect(ObjectComparison.changes(kind: .connection, specBefore: one, specAfter: other).count == 1)
    }
}

import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct PolicyRuleValidatorTests {
    private func rule(_ changes: JSONObject) -> JSONValue {
        var rule: JSONObject = ["id": "x", "action": "tool.invoke", "target": "tool:**", "effect": "allow"]
        for member in changes { rule[member.key] = member.value }
        return .object(rule)
    }

    private func problems(_ rule: JSONValue) -> [String] {
        PolicyRuleValidator.problems(inRule: rule, timeZones: CorpusCase.zones).map {
            "\($0.pointer) \($0.kind.rawValue)"
        }
    }

    @Test func everyConditionInItsProperFormIsAccepted() {
        let conditions: JSONValue = [
            "environment": ["a", "b"], "environmentType": "prod", "tags": ["t"], "labels": ["k": "v"],
            "risk": ["min": "low", "max": "high"], "traits": ["none": ["outbound"], "any": ["private-data"]],
            "timeWindow": ["start": "00:00", "end": "24:00", "days": ["sun"], "timeZone": "Asia/Kathmandu"],
            "arguments": [
                "": ["present": true], "/a": ["equals": .null], "/b": ["in": [1]], "/c": ["notIn": ["x"]],
                "/d": ["matches": "^a+$"], "/e": ["startsWith": "x"], "/f": ["under": "/srv"], "/g": ["min": 1],
                "/h": ["max": 1], "/i": ["maxLength": 0], "/j": ["hostIn": ["*.example.org", "127.0.0.1"]],
            ],
            "contentType": "text/*", "size": ["max": "64KiB"], "depth": ["max": 1], "budgetLeft": ["min": "0.50 EUR"],
            "ttlValid": true, "tainted": false, "origin": ["manual", "api"], "callsInRun": ["max": 3],
        ]
        #expect(conditions.object?.count == ConditionKey.allCases.count)
        #expect(problems(rule(["conditions": conditions])).isEmpty)
    }

    @Test(
        arguments: [
            (["colour": "red"], "/colour unknownField"), (["action": "tool.fly"], "/action invalidValue"),
            (["action": "!tool.invoke"], "/action invalidGlob"), (["target": "tool:[a"], "/target invalidGlob"),
            (["target": "*:x"], "/target invalidGlob"), (["target": "tools:x"], "/target invalidValue"),
            (["effect": "perhaps"], "/effect invalidValue"), (["id": 3], "/id wrongType"),
            (["reason": ""], "/reason invalidValue"),
            (
                ["effect": "deny", "requires": ["approval": ["approvers": ["user:ben"]]]],
                "/requires misplacedRequirement"
            ),
            (["requires": ["approval": ["approvers": ["ben"]]]], "/requires/approval/approvers invalidValue"),
            (
                ["requires": ["approval": ["approvers": ["user:ben"], "count": 0]]],
                "/requires/approval/count invalidValue"
            ),
            (
                ["requires": ["approval": ["approvers": ["user:ben"], "expires": "soon"]]],
                "/requires/approval/expires invalidValue"
            ),
            (["requires": [:]], "/requires missingField"), (["conditions": []], "/conditions wrongType"),
        ] as [(JSONObject, String)])
    func aMistakeInARuleIsFoundInItsPlace(changes: JSONObject, problem: String) {
        #expect(problems(rule(changes)) == [problem])
    }

    @Test(
        arguments: [
            (["moon": "full"], "/moon unknownCondition"), (["environment": []], "/environment invalidValue"),
            (["environmentType": "production"], "/environmentType invalidValue"), (["tags": "a"], "/tags wrongType"),
            (["labels": ["a": 1]], "/labels wrongType"), (["risk": ["max": "huge"]], "/risk/max invalidValue"),
            (["risk": ["most": "low"]], "/risk/most unknownField"),
            (["risk": ["min": "high", "max": "low"]], "/risk invalidValue"),
            (["risk": [:]], "/risk missingField"), (["traits": ["any": ["evil"]]], "/traits/any invalidValue"),
            (["timeWindow": ["start": "22:00"]], "/timeWindow missingField"),
            (["timeWindow": ["start": "22", "end": "06:00"]], "/timeWindow/start invalidTime"),
            (["timeWindow": ["start": "22:00", "end": "24:01"]], "/timeWindow/end invalidTime"),
            (["timeWindow": ["start": "24:00", "end": "06:00"]], "/timeWindow/start invalidTime"),
            (["timeWindow": ["start": "06:00", "end": "06:00"]], "/timeWindow invalidTime"),
            (["timeWindow": ["start": "06:00", "end": "07:00", "days": ["monday"]]], "/timeWindow/days invalidValue"),
            (["timeWindow": ["start": "06:00", "end": "07:00", "days": []]], "/timeWindow/days invalidValue"),
            (
                ["timeWindow": ["start": "06:00", "end": "07:00", "timeZone": "Mars/Base"]],
                "/timeWindow/timeZone invalidTimeZone"
            ),
            (
                ["timeWindow": ["start": "06:00", "end": "07:00", "timeZone": "../x"]],
                "/timeWindow/timeZone invalidTimeZone"
            ),
            (["arguments": [:]], "/arguments wrongType"),
            (["arguments": ["a": ["max": 1]]], "/arguments/a invalidPointer"),
            (["arguments": ["/a": ["above": 1]]], "/arguments/~1a/above unknownOperator"),
            (["arguments": ["/a": ["min": 1, "max": 2]]], "/arguments/~1a operatorCount"),
            (["arguments": ["/a": [:]]], "/arguments/~1a operatorCount"),
            (["arguments": ["/a": 1]], "/arguments/~1a wrongType"),
            (["arguments": ["/a": ["max": "1"]]], "/arguments/~1a/max wrongType"),
            (["arguments": ["/a": ["matches": "("]]], "/arguments/~1a/matches invalidPattern"),
            (["arguments": ["/a": ["under": "srv"]]], "/arguments/~1a/under invalidValue"),
            (["arguments": ["/a": ["in": []]]], "/arguments/~1a/in invalidValue"),
            (["arguments": ["/a": ["hostIn": ["a b"]]]], "/arguments/~1a/hostIn invalidValue"),
            (["arguments": ["/a": ["present": "yes"]]], "/arguments/~1a/present wrongType"),
            (["contentType": "text"], "/contentType invalidValue"),
            (["size": ["max": "huge"]], "/size/max invalidValue"),
            (["depth": ["max": -1]], "/depth/max invalidValue"),
            (["budgetLeft": ["min": "1 €"]], "/budgetLeft/min invalidValue"),
            (["ttlValid": "yes"], "/ttlValid wrongType"), (["origin": "web"], "/origin invalidValue"),
            (["callsInRun": ["max": -3]], "/callsInRun/max invalidValue"),
            (["callsInRun": 3], "/callsInRun wrongType"),
        ] as [(JSONValue, String)])
    func aMistakeInAConditionIsFoundInItsPlace(conditions: JSONValue, problem: String) {
        #expect(problems(rule(["conditions": conditions])) == ["/conditions" + problem])
    }

    @Test func everyMistakeIsFoundInOneRun() {
        let found = problems(["id": "", "effect": "no", "conditions": ["moon": 1, "risk": 3], "requires": 1])
        #expect(found.count == 7, "\(found)")
    }

    @Test func aMisspelledNameComesWithTheRightOnes() throws {
        let problem = try #require(
            PolicyRuleValidator.problems(inRule: rule(["conditions": ["timeWindo": [:]]])).first)
        #expect(problem.alternatives.contains("timeWindow"))
        #expect(problem.message == "unknown condition 'timeWindo'")
    }

    @Test func aSpecIsCheckedAsAWhole() {
        let spec: JSONValue = [
            "active": "yes", "moon": 1,
            "rules": [rule([:]), rule([:]), rule(["id": "y", "effect": "no"])],
            "bindings": [
                ["scope": "planet", "id": "x"], ["scope": "org", "id": "acme", "priority": 1_001],
                ["scope": "tool", "id": "[a"], ["scope": "agent", "id": "a", "environment": "dev"], 3,
            ],
        ]
        let found = PolicyRuleValidator.problems(inSpec: spec, policyEnvironment: "prod").map {
            "\($0.pointer) \($0.kind.rawValue)"
        }
        #expect(
            found == [
                "/moon unknownField", "/active wrongType", "/rules/1/id invalidValue", "/rules/2/effect invalidValue",
                "/bindings/0/scope invalidValue", "/bindings/1/priority invalidValue", "/bindings/2/id invalidGlob",
                "/bindings/3/environment invalidValue", "/bindings/4 wrongType",
            ])
    }

    @Test func compileProblemsNameTheirRule() throws {
        let set = Example.set([
            Example.document(
                "acme/Policy/a", lines: [7],
                #"{"bindings": [{"scope": "x", "id": "y"}], "rules": [{"id": "r", "action": "**", "target": "tool:**", "effect": "allow", "conditions": {"moon": 1}}]}"#
            )
        ])
        #expect(set.problems.map(\.problem.pointer.description) == ["/rules/0/conditions/moon", "/bindings/0/scope"])
        #expect(set.problems.first?.rule?.place == "policies.yaml:7")
    }
}

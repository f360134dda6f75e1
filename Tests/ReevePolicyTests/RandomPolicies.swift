import ReeveJSON
import ReeveModel
import ReevePolicy
import TestSupport

/// Random policies and requests over few names, so that they meet often.
struct RandomPolicies {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ range: Range<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0..<elements.count)] }

    mutating func documents(_ count: Int) -> [PolicyDocument] {
        (0..<count).map { index in
            let key = ObjectKey(
                kind: "Policy", organization: number(0..<12) == 0 ? "other" : "acme",
                environment: pick([nil, nil, nil, "prod", "dev"]), name: "p\(index)")
            let environment = key.environment
            return PolicyDocument(
                key: key, isActive: number(0..<10) > 0,
                spec: [
                    "rules": .array((0..<number(0..<5)).map { rule("r\($0)") }),
                    "bindings": .array((0..<number(0..<4)).map { _ in binding(environment) }),
                ])
        }
    }

    private mutating func rule(_ id: String) -> JSONValue {
        var conditions = JSONObject()
        if number(0..<6) == 0 { conditions["environment"] = .string(pick(["prod", "dev"])) }
        if number(0..<6) == 0 { conditions["risk"] = ["max": .string(pick(["low", "medium", "high"]))] }
        if number(0..<8) == 0 { conditions["tainted"] = .bool(pick([true, false])) }
        if number(0..<4) == 0 {
            conditions["arguments"] = pick([
                ["/n": ["max": 5]], ["/n": ["equals": "x"]], ["/n": ["max": 9], "/m": ["equals": true]],
            ])
        }
        return [
            "id": .string(id), "effect": .string(pick(["allow", "allow", "deny"])),
            "action": .string(pick(["tool.invoke", "tool.*", "*.invoke", "**", "resource.read"])),
            "target": .string(
                pick([
                    "tool:**", "tool:git/*", "tool:git/log", "tool:*/log", "tool:git/l*", "tool:clock/now",
                    "resource:**", "resource:git/*", "resource:docs/a", "prompt:**", "agent:a*",
                ])),
            "conditions": .object(conditions),
        ]
    }

    private mutating func binding(_ environment: String?) -> JSONValue {
        var binding: JSONObject = pick([
            ["scope": "org", "id": "acme"], ["scope": "org", "id": "acme"], ["scope": "env", "id": "prod"],
            ["scope": "agent", "id": "a"], ["scope": "agent", "id": "b"], ["scope": "tool", "id": "git/*"],
            ["scope": "tool", "id": "git/log"], ["scope": "tool", "id": "*/log"], ["scope": "tool", "id": "git/l*"],
            ["scope": "connection", "id": "git"], ["scope": "team", "id": "t"], ["scope": "role", "id": "r"],
            ["scope": "role", "id": "membership:owner"], ["scope": "user", "id": "anna"],
            ["scope": "user", "id": "service-account:ci"], ["scope": "user", "id": "os:*"],
            ["scope": "user", "id": "os:root@here"], ["scope": "resource_ns", "id": "g*"],
            ["scope": "resource_ns", "id": "docs"],
        ])
        if environment == nil, number(0..<5) == 0 { binding["environment"] = .string(pick(["prod", "dev"])) }
        if number(0..<2) == 0 { binding["priority"] = JSONValue(pick([0, 50, 100, 101])) }
        return .object(binding)
    }

    mutating func request() -> PolicyRequest {
        let (action, target): (PolicyAction, String) = pick([
            (.toolInvoke, "tool:git/log"), (.toolInvoke, "tool:git/show"), (.toolInvoke, "tool:clock/now"),
            (.toolInvoke, "tool:hub/log"), (.resourceRead, "resource:git/a"), (.resourceRead, "resource:docs/a"),
            (.promptInvoke, "prompt:p"), (.agentInvoke, "agent:a1"),
        ])
        var request = PolicyRequest(
            organization: "acme", environment: EnvironmentFacts(name: pick(["prod", "dev", "lab"])), action: action,
            target: PolicyTarget(target) ?? .prompt("p"), time: Timestamp(microseconds: 0))
        if number(0..<8) > 0 {
            request.agent = AgentFacts(
                name: pick(["a", "b", "c"]), roles: pick([[], ["r"]]), teams: pick([[], ["t"]]))
        }
        request.subject = SubjectFacts(
            user: pick([nil, "anna", "ben", "os:root@here", "os:ben@there"]), serviceAccount: pick([nil, "ci"]),
            requestingAccount: pick([nil, nil, "ci", "night"]),
            membershipRoles: pick([[], ["owner"], ["member"]]))
        request.tool.risk = pick([nil, .low, .medium, .high])
        request.isTainted = pick([nil, true, false])
        request.arguments = pick([nil, [:], ["n": 3], ["n": 7, "m": true], ["n": "x"], ["n": 7, "m": "yes"]])
        return request
    }
}

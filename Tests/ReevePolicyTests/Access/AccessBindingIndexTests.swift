import ReeveJSON
import ReeveModel
import Testing

@testable import ReevePolicy

struct AccessBindingIndexTests {
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)

    @Test func theIndexFindsWhatAPlainScanFinds() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("access index seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        var (found, changed) = (0, 0)
        for _ in 0..<100 {
            let old = world(&random)
            let new = successor(of: old, &random)
            for (from, to) in [(old, new), (empty, new), (new, empty)] {
                let plain = PlainAccess.difference(from: from, to: to, at: now)
                let indexed = AccessAnalysis.difference(from: from.side, to: to.side, at: now)
                try #require(indexed.gained == plain.gained, "seed \(seed): gained")
                try #require(indexed.lost == plain.lost, "seed \(seed): lost")
                let told = AccessAnalysis.difference(
                    from: from.side, to: to.side, changes: changes(from, to), at: now)
                try #require(told.gained == plain.gained && told.lost == plain.lost, "seed \(seed): changes told")
                found += plain.gained.count
                changed += from.agents.isEmpty || to.agents.isEmpty ? 0 : plain.gained.count + plain.lost.count
            }
        }
        #expect(found > 200 && changed > 40, "\(found) \(changed)")
    }

    @Test func aSetThatUsesPoliciesAgainIsTheSame() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("reuse seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        for _ in 0..<50 {
            let old = PolicySet(compiling: random.documents(8)) { _ in nil }
            let documents = old.policies.map(\.document).filter { _ in random.number(0..<3) > 0 } + random.documents(4)
            let plain = PolicySet(compiling: documents) { _ in nil }
            let reusing = PolicySet(compiling: documents, reusing: old) { _ in nil }
            #expect(reusing.digest == plain.digest && reusing.problems == plain.problems, "seed \(seed)")
            #expect(reusing.rules.map(\.reference) == plain.rules.map(\.reference), "seed \(seed)")
            #expect(reusing.rules.map(\.rule.contentDigest) == plain.rules.map(\.rule.contentDigest), "seed \(seed)")
            for _ in 0..<20 {
                let request = random.request()
                let (left, right) = (reusing.decide(request), plain.decide(request))
                #expect(left.effect == right.effect && left.matched == right.matched, "seed \(seed): \(request)")
            }
        }
    }

    /// The work for twice as many agents and policies, in binding and rule look-ups.
    @Test(arguments: ["agent", "org", "env"]) func workGrowsWithTheObjectsNotWithTheirPairs(scope: String) {
        let small = work(200, scope: scope)
        let large = work(400, scope: scope)
        #expect(small > 200 && small < 200 * 12)
        #expect(large <= 2 * small + 10, "\(small) \(large)")
    }

    @Test func aChangeOfOnePolicyLooksAtItsAgentsOnly() {
        let old = many(300, scope: "agent")
        let spec = old[7].spec
        var documents = old
        documents[7] = PolicyDocument(key: old[7].key, spec: .object((spec.object ?? [:]).with("rules", [])))
        let agents = (0..<300).map { agent($0) }
        let difference = AccessAnalysis.difference(
            from: AccessSide(policies: set(old), agents: agents),
            to: AccessSide(policies: set(documents), agents: agents), at: now)
        #expect(difference.lost.map(\.target) == ["c7/log"] && difference.gained.isEmpty)
        #expect(difference.visits < 20)
    }

    // MARK: Worlds

    private func work(_ count: Int, scope: String) -> Int {
        let difference = AccessAnalysis.difference(
            from: empty.side,
            to: AccessSide(policies: set(many(count, scope: scope)), agents: (0..<count).map { agent($0) }), at: now)
        #expect(difference.gained.count == count)
        return difference.visits
    }

    private func set(_ documents: [PolicyDocument]) -> PolicySet { PolicySet(compiling: documents) { _ in nil } }

    /// One policy for each agent's own tool, by way of the agent or of a binding that all share, and one guardrail.
    private func many(_ count: Int, scope: String) -> [PolicyDocument] {
        let guardrail = PolicyDocument(
            key: ObjectKey(kind: "Policy", organization: "acme", name: "z"),
            spec: [
                "bindings": [["scope": "org", "id": "acme", "priority": 0]],
                "rules": [
                    ["id": "no", "action": "tool.invoke", "target": "tool:*/drop", "effect": "deny"]
                ],
            ])
        return (0..<count).map { number in
            let id = ["org": "acme", "env": "prod"][scope] ?? "a\(number)"
            return PolicyDocument(
                key: ObjectKey(kind: "Policy", organization: "acme", name: "p\(number)"),
                spec: [
                    "bindings": [["scope": .string(scope), "id": .string(id)]],
                    "rules": [
                        [
                            "id": "call", "action": "tool.invoke", "target": .string("tool:c\(number)/log"),
                            "effect": "allow",
                        ]
                    ],
                ])
        } + [guardrail]
    }

    private func agent(_ number: Int) -> AccessSide.Agent {
        AccessSide.Agent(
            key: ObjectKey(kind: "Agent", organization: "acme", environment: "prod", name: "a\(number)"),
            facts: AgentFacts(name: "a\(number)"), environment: EnvironmentFacts(name: "prod"),
            grant: .init(name: "a\(number)", isEnabled: true, tools: ["c\(number)/log"]))
    }

    private var empty: PlainAccess { PlainAccess(set: set([]), agents: [], tools: [:]) }

    private func world(_ random: inout RandomPolicies) -> PlainAccess {
        PlainAccess(
            set: set(documents(&random)), agents: agents(&random), tools: tools(&random))
    }

    /// A world that differs in some of its parts.
    private func successor(of old: PlainAccess, _ random: inout RandomPolicies) -> PlainAccess {
        var documents = old.set.policies.map(\.document).filter { _ in random.number(0..<4) > 0 }
        if random.number(0..<2) == 0 {
            let more = self.documents(&random)
            documents += more.filter { new in !documents.contains { $0.key == new.key } }
        }
        let others = agents(&random)
        return PlainAccess(
            set: set(documents),
            agents: old.agents.compactMap { agent in
                random.number(0..<4) > 0 ? agent : others.first { $0.key == agent.key }
            }, tools: random.number(0..<2) == 0 ? old.tools : tools(&random))
    }

    private func documents(_ random: inout RandomPolicies) -> [PolicyDocument] {
        var documents = random.documents(6)
        if random.number(0..<3) == 0 {
            documents.append(
                PolicyDocument(
                    key: ObjectKey(kind: "Policy", organization: "acme", name: "broken"),
                    spec: random.pick([
                        ["rules": 1], ["bindings": [["scope": "agent"]], "rules": []],
                        [
                            "bindings": [["scope": "moon", "id": "x", "environment": "dev"]],
                            "rules": [["id": "r", "action": "**", "target": "tool:git/**", "effect": "deny"]],
                        ],
                        [
                            "bindings": [["scope": "org", "id": "acme"]],
                            "rules": [["id": "r", "action": "tool.*", "target": "[", "effect": "deny"]],
                        ],
                    ])))
        }
        return documents
    }

    private func agents(_ random: inout RandomPolicies) -> [AccessSide.Agent] {
        var agents: [AccessSide.Agent] = []
        for name in ["a", "b", "c"] {
            for environment in ["prod", "dev"] where random.number(0..<3) > 0 {
                let account: GrantCheck.ServiceAccount? =
                    random.number(0..<2) == 0
                    ? nil
                    : .init(
                        name: random.pick(["ci", "other"]), isEnabled: random.number(0..<8) > 0,
                        scopes: random.pick([["**"], ["tool.invoke"], ["*.invoke"]]))
                agents.append(
                    AccessSide.Agent(
                        key: ObjectKey(
                            kind: "Agent", organization: random.number(0..<8) == 0 ? "other" : "acme",
                            environment: environment, name: name),
                        facts: AgentFacts(
                            name: name, labels: random.pick([[:], ["team": "x"]]), roles: random.pick([[], ["r"]]),
                            teams: random.pick([[], ["t"]])),
                        environment: EnvironmentFacts(name: environment),
                        grant: .init(
                            name: name, isEnabled: random.number(0..<8) > 0,
                            tools: random.pick([
                                ["git/log"], ["git/*", "clock/now"], ["**"], ["*/log", "git/l*", "git/log"], [],
                            ])),
                        serviceAccount: account))
            }
        }
        return agents
    }

    private func tools(_ random: inout RandomPolicies) -> [Scope: [String: ToolFacts]] {
        var tools: [Scope: [String: ToolFacts]] = [:]
        for environment in ["prod", "dev"] {
            for address in ["git/log", "git/show", "clock/now", "hub/log"] where random.number(0..<2) == 0 {
                tools[Scope(organization: "acme", environment: environment), default: [:]][address] = ToolFacts(
                    risk: random.pick([nil, .low, .medium, .high]), traits: random.pick([nil, [], [.outbound]]))
            }
        }
        return tools
    }

    /// What really differs, and something that does not.
    private func changes(_ old: PlainAccess, _ new: PlainAccess) -> AccessChanges {
        AccessChanges(
            mayConcern: { key in
                old.agents.first { $0.key == key } != new.agents.first { $0.key == key } || key.name == "a"
            },
            tools: {
                var changed: [Scope: Set<String>] = [:]
                for scope in Set(old.tools.keys).union(new.tools.keys) {
                    let all = (old.tools[scope] ?? [:]).merging(new.tools[scope] ?? [:]) { first, _ in first }
                    changed[scope] = Set(
                        all.keys.filter { old.tools[scope]?[$0] != new.tools[scope]?[$0] || $0 == "git/log" })
                }
                return changed
            })
    }
}

extension JSONObject {
    fileprivate func with(_ key: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[key] = value
        return object
    }
}

import ReeveJSON
import ReeveModel
import ReevePlanning
import ReevePolicy
import ReeveStore
import Testing

@testable import ReeveOperations

struct PolicyWorldTests {
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)

    private func key(_ kind: String, _ name: String) -> ObjectKey {
        ObjectKey(kind: kind, organization: "acme", environment: kind == "Environment" ? nil : "dev", name: name)
    }

    private func agent(_ name: String, tools: [String]) -> JSONValue {
        [
            "version": "1.0.0", "slug": .string(name), "mode": "caller", "enabled": true, "serviceAccount": "sa",
            "tools": JSONValue(tools),
        ]
    }

    private func policy(_ agent: String, effect: String = "allow") -> JSONValue {
        [
            "active": true, "bindings": [["scope": "agent", "id": .string(agent)]],
            "rules": [
                ["id": "call", "action": "tool.invoke", "target": "tool:git/**", "effect": .string(effect)]
            ],
        ]
    }

    private let account: JSONValue = ["scopes": ["tool.*"], "enabled": true]
    private let environment: JSONValue = [
        "type": "dev", "timeZone": "UTC",
        "rules": ["requirePins": false, "requireVersions": false, "forbidTrifecta": false],
    ]

    /// More objects than a store gives in one page, with the policies behind all the agents.
    private func store(agents count: Int) async throws -> InMemoryStore {
        let store = InMemoryStore(now: now)
        var objects = [(key("Environment", "dev"), environment), (key("ServiceAccount", "sa"), account)]
        for number in 0..<count {
            let name = "a" + String(10_000 + number)
            objects.append((key("Agent", name), agent(name, tools: ["git/git_log"])))
            if number % 2 == 0 { objects.append((key("Policy", name), policy(name))) }
        }
        let all = objects
        let now = now
        try await store.write { rows throws(StoreError) in
            for (key, spec) in all {
                _ = try rows.insert(
                    ObjectRecord(
                        uid: rows.nextID(now), key: key, metadata: "{}", spec: spec.canonicalText, digest: .of(spec),
                        createdAt: now, updatedAt: now))
            }
        }
        return store
    }

    private func change(_ action: PlannedAction, _ key: ObjectKey, _ after: JSONValue?) -> PlannedChange {
        PlannedChange(
            action: action, key: key, reason: .contentDiffers,
            after: after.map { .init(metadata: "{}", spec: $0.canonicalText, digest: .of($0)) })
    }

    private func difference(
        _ changes: [PlannedChange], in store: InMemoryStore
    ) async throws -> AccessAnalysis.Difference {
        try await PolicyWorld.difference(by: changes, store: store, now: now)
    }

    @Test func everyObjectOfALargeStoreIsRead() async throws {
        let world = try await store(agents: 1_200).read { rows throws(StoreError) in try PolicyWorld(rows) }
        #expect(world.agentKeys.count == 1_200)
        #expect(world.policies().policyCount == 600)
        #expect(world.agents(named: "a11199").first?.serviceAccount?.name == "sa")
    }

    @Test func aChangeBehindTheFirstPageIsSeen() async throws {
        let store = try await store(agents: 1_200)
        let denied = try await difference(
            [change(.update, key("Policy", "a11198"), policy("a11198", effect: "deny"))], in: store)
        #expect(denied.lost.map(\.agent.name) == ["a11198"] && denied.gained.isEmpty)
        #expect(denied.visits < 20)
        let deleted = try await difference([change(.delete, key("Policy", "a11198"), nil)], in: store)
        #expect(deleted.lost.map(\.agent.name) == ["a11198"] && deleted.gained.isEmpty)
        let forgotten = try await difference([change(.forget, key("Policy", "a11198"), nil)], in: store)
        #expect(forgotten.isEmpty)
    }

    @Test func changesOfAgentAccountAndEnvironmentCount() async throws {
        let store = try await store(agents: 4)
        let widened = try await difference(
            [change(.update, key("Agent", "a10000"), agent("a10000", tools: ["git/*"]))], in: store)
        #expect(widened.gained.map(\.target) == ["git/*"] && widened.lost.isEmpty)
        let off = try await difference(
            [change(.update, key("ServiceAccount", "sa"), ["scopes": ["tool.*"], "enabled": false])], in: store)
        #expect(off.lost.map(\.agent.name) == ["a10000", "a10002"] && off.gained.isEmpty)
        let same = try await difference([change(.update, key("Environment", "dev"), environment)], in: store)
        #expect(same.isEmpty)
    }

    @Test func aRuleThatAsksAboutToolsFindsTheirDeclarations() async throws {
        let store = try await store(agents: 2)
        func tool(_ risk: String) -> JSONValue {
            [
                "connection": "git", "tool": "git_log", "enabled": true, "idempotent": false, "coerce": false,
                "risk": .string(risk), "maxOutput": "1MiB",
            ]
        }
        let asking: JSONValue = [
            "active": true, "bindings": [["scope": "agent", "id": "a10001"]],
            "rules": [
                [
                    "id": "call", "action": "tool.invoke", "target": "tool:git/**", "effect": "allow",
                    "conditions": ["risk": ["max": "medium"]],
                ]
            ],
        ]
        let bound = change(.create, key("Policy", "a10001"), asking)
        let undeclared = try await difference([bound], in: store)
        #expect(undeclared.isEmpty)
        let declared = try await difference([bound, change(.create, key("Tool", "log"), tool("low"))], in: store)
        #expect(declared.gained.map(\.target) == ["git/git_log"] && declared.lost.isEmpty)
        let risky = try await difference([bound, change(.create, key("Tool", "log"), tool("high"))], in: store)
        #expect(risky.isEmpty)
    }

    @Test func aTeamThatComesOrGoesChangesWhatItsMembersMay() async throws {
        let store = try await store(agents: 2)
        func team(_ members: [String], active: Bool = true) -> JSONValue {
            [
                "type": "watch", "active": .bool(active),
                "members": .array(members.map { ["agent": .string($0), "role": "doctor"] }),
            ]
        }
        let doctors: JSONValue = [
            "active": true, "bindings": [["scope": "role", "id": "doctor"]],
            "rules": [["id": "show", "action": "tool.invoke", "target": "tool:git/git_log", "effect": "allow"]],
        ]
        let now = now
        let policyKey = key("Policy", "doctors")
        try await store.write { rows throws(StoreError) in
            _ = try rows.insert(
                ObjectRecord(
                    uid: rows.nextID(now), key: policyKey, metadata: "{}", spec: doctors.canonicalText,
                    digest: .of(doctors), createdAt: now, updatedAt: now))
        }
        let night = key("Team", "night")
        let made = change(.create, night, team(["a10001"]))
        #expect(try await difference([made], in: store).gained.map(\.agent.name) == ["a10001"])
        #expect(try await difference([change(.create, night, team(["a10001"], active: false))], in: store).isEmpty)
        let teamSpec = team(["a10001"])
        try await store.write { rows throws(StoreError) in
            _ = try rows.insert(
                ObjectRecord(
                    uid: rows.nextID(now), key: night, metadata: "{}", spec: teamSpec.canonicalText,
                    digest: .of(teamSpec), createdAt: now, updatedAt: now))
        }
        #expect(try await difference([change(.delete, night, nil)], in: store).lost.map(\.agent.name) == ["a10001"])
        let same = try await difference([change(.update, night, team(["a10001"]))], in: store)
        #expect(same.isEmpty)
    }
}

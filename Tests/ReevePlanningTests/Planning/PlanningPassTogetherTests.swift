import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

/// Rules about several objects, with what the store and other sets have.
@Suite struct PlanningPassTogetherTests {
    private let scopes = [
        Declared.organization("acme"), Declared.environment("acme", "dev"), Declared.environment("acme", "prod"),
    ]

    private func type(_ roles: [String], many: Bool = false, line: Int = 1) -> ResourceObject {
        Declared.object(
            "TeamType", "acme", "watch",
            [
                "activeTeams": many ? "many" : "one", "roles": .array(roles.map { ["role": .string($0)] }),
            ], line: line)
    }

    private func team(
        _ name: String, _ role: String?, active: Bool = true, in scope: String = "acme/dev", line: Int = 1
    )
        -> ResourceObject
    {
        let members: [JSONValue] = role.map { [["agent": "bot", "role": .string($0)]] } ?? []
        return Declared.object(
            "Team", scope, name,
            ["active": .bool(active), "members": .array(members), "templates": [:], "type": "watch"],
            references: [ObjectReference(pointer: "/type", kind: "TeamType", name: "watch", line: line + 3, column: 8)],
            line: line)
    }

    private func provider(_ name: String, _ fallback: [String], line: Int = 1) -> ResourceObject {
        Declared.object(
            "ModelProvider", "acme", name, ["fallback": JSONValue(fallback), "type": "ollama"],
            references: fallback.enumerated().map {
                ObjectReference(
                    pointer: "/fallback/\($0.offset)", kind: "ModelProvider", name: $0.element, line: line + 4,
                    column: 9)
            }, line: line)
    }

    private func found(_ plan: Plan) -> [String] {
        plan.diagnostics.map { "\($0.code)@\($0.range?.start.line ?? 0) \($0.message)" }
    }

    @Test(arguments: PlanningStore.allCases)
    func aTypeThatChangesIsJudgedWithTheTeamsThatTheStoreHas(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("base", scopes + [type(["doctor", "nurse"])], id: 1))
            try await store.carryOut(try await store.plan("theirs", [team("night", "nurse")], id: 2))
            let narrowed = try await store.plan("base", scopes + [type(["doctor"], line: 30)], id: 3)
            #expect(
                found(narrowed) == [
                    "team.role-not-allowed@30 Team 'night' has the role 'nurse', which TeamType 'watch' does not allow"
                ])
            #expect(!narrowed.isApplyable)
            // Without roles, a type allows every one.
            #expect(found(try await store.plan("base", scopes + [type([])], id: 4)) == [])
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aSecondActiveTeamIsFoundThoughAnotherSetHasTheFirst(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("base", scopes + [type([])], id: 1))
            try await store.carryOut(try await store.plan("theirs", [team("night", nil)], id: 2))
            #expect(
                found(try await store.plan("mine", [team("day", nil, line: 10)], id: 3)) == [
                    "team.second-active@13 Team 'day' and Team 'night' are both active in 'acme/dev', and TeamType 'watch' allows one"
                ])
            #expect(found(try await store.plan("mine", [team("day", nil, active: false)], id: 4)) == [])
            #expect(found(try await store.plan("mine", [team("day", nil, in: "acme/prod")], id: 5)) == [])
            try await store.carryOut(try await store.plan("base", scopes + [type([], many: true)], id: 6))
            try await store.carryOut(try await store.plan("mine", [team("day", nil)], id: 7))
            let one = try await store.plan("base", scopes + [type([], line: 40)], id: 8)
            #expect(found(one).map { $0.prefix(21) } == ["team.second-active@40"])
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aTeamMayTakeThePlaceOfAnotherInOnePlan(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(
                try await store.plan("base", scopes + [type([]), team("night", nil)], id: 1))
            let plan = try await store.plan("base", scopes + [type([]), team("day", nil)], id: 2) {
                $0.prunes = true
                $0.maxDeleteShare = 100
            }
            #expect(found(plan) == [])
            try await store.carryOut(plan)
        }
    }

    @Test func whatWasSoBeforeDoesNotStopAnotherPlan() throws {
        var teams = TeamRules()
        for object in [type([]), team("a", nil), team("b", nil)] { teams.put(object.key, spec: object.spec) }
        var snapshot = StoreSnapshot(store: try #require(ULID("01JDGT0000000000000000000A")), serial: 1)
        snapshot.teams = teams
        func found(_ name: String, active: Bool) -> [String] {
            Planner.plan(desired: [team(name, nil, active: active)], snapshot: snapshot, options: Sample.options())
                .diagnostics.map(\.code.text).filter { $0.hasPrefix("team.") }
        }
        #expect(teams.violations().count == 1)
        #expect(found("c", active: false) == [])
        #expect(found("c", active: true) == ["team.second-active"])
    }

    @Test(arguments: PlanningStore.allCases)
    func aChainOfFallbackIsFollowedThroughTheStore(kind: PlanningStore) async throws {
        try await kind.with { store in
            try await store.carryOut(try await store.plan("base", scopes + [provider("a", [])], id: 1))
            try await store.carryOut(try await store.plan("theirs", [provider("b", ["a"])], id: 2))
            #expect(
                found(try await store.plan("base", scopes + [provider("a", ["b"], line: 20)], id: 3)) == [
                    "provider.fallback-cycle@24 a fallback comes back to where it began: a, then b, then a"
                ])
            #expect(
                found(try await store.plan("theirs", [provider("b", ["a"]), provider("c", ["a", "b"])], id: 4)) == [])
        }
    }

    @Test(arguments: PlanningStore.allCases)
    func aTemplateThatIsReferencedIsNotDeleted(kind: PlanningStore) async throws {
        try await kind.with { store in
            let template = Declared.object("Template", "acme", "note", ["user": "hello"])
            let role = Declared.object(
                "Role", "acme", "doctor", ["template": "note"],
                references: [ObjectReference(pointer: "/template", kind: "Template", name: "note")])
            try await store.carryOut(try await store.plan("base", scopes + [template], id: 1))
            try await store.carryOut(try await store.plan("theirs", [role], id: 2))
            let key = ObjectKey(kind: "Template", organization: "acme", name: "note")
            let plan = try await store.plan("base", scopes + [template], id: 3) { $0.requestedDeletes = [key] }
            #expect(
                plan.guards.map { "\($0.cause) \($0.detail)" } == [
                    "stillReferenced is still referenced by acme/Role/doctor"
                ])
            await #expect(throws: ApplyError.self) { try await store.carryOut(plan) }
        }
    }
}

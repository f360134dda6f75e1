import ReeveJSON
import ReeveModel
import ReeveTemplate
import TestSupport
import Testing

@testable import ReeveExecution

/// Who does a task, and with which template.
@Suite struct TaskObjectsTests {
    static let scope = Scope(organization: "acme", environment: "dev")

    /// Two teams, one of them active; two doctors and a nurse in it.
    static func objects(_ more: [(kind: String, name: String, spec: JSONValue)] = []) throws -> TaskObjects {
        var objects = TaskObjects(scope: scope)
        let members: JSONValue = [
            ["agent": "ann", "role": "doctor"], ["agent": "ben", "role": "nurse"],
            ["agent": "cid", "role": "doctor", "template": "of-cid"],
        ]
        let team: JSONObject = [
            "type": "watch", "active": true, "goal": "no surprise", "templates": ["nurse": "of-team"],
            "members": members,
        ]
        var idle = team
        idle["active"] = false
        var all: [(kind: String, name: String, spec: JSONValue)] = [
            ("Team", "night", .object(team)), ("Team", "idle", .object(idle)),
            (
                "TeamType", "watch",
                ["activeTeams": "one", "roles": [["role": "nurse"], ["role": "doctor", "template": "of-type"]]]
            ),
            ("Role", "doctor", ["template": "of-role"]), ("Role", "nurse", [:]),
        ]
        all += ["ann", "ben", "cid", "dan"].map { ("Agent", $0, agent(template: $0 == "dan" ? "of-dan" : nil)) }
        for object in all + more {
            let isOfEnvironment = ["Team", "Agent"].contains(object.kind)
            try objects.put(
                ObjectKey(
                    kind: object.kind, organization: "acme", environment: isOfEnvironment ? "dev" : nil,
                    name: object.name), spec: object.spec)
        }
        return objects
    }

    private static func agent(template: String?) -> JSONValue {
        var spec: JSONObject = [
            "mode": "caller", "slug": "x", "version": "1.0.0", "inboundAuth": "none", "enabled": true,
            "capabilities": [], "tags": [], "tools": [], "location": "hub",
        ]
        spec["template"] = template.map { .string($0) }
        return .object(spec)
    }

    private func seat(
        _ agent: String?, _ role: String?, _ team: String?, cell: Int = 0
    ) throws -> String {
        do {
            let seat = try Self.objects().seat(agent: agent, role: role, team: team, cell: cell)
            return seat.agent + (seat.membership.map { " \($0.role) \($0.team) \($0.index)" } ?? "")
        } catch let error as TaskSeatError {
            return "\(error)"
        }
    }

    @Test func membersWithTheRoleTakeCellsInTurn() throws {
        #expect(
            try (0..<3).map { try seat(nil, "doctor", nil, cell: $0) } == [
                "ann doctor night 0", "cid doctor night 2", "ann doctor night 0",
            ])
        #expect(try seat(nil, "doctor", "idle") == "ann doctor idle 0", "a team that is named need not be active")
    }

    @Test func anAgentHasItsPlaceInTheActiveTeam() throws {
        #expect(try seat("ben", nil, nil) == "ben nurse night 1")
        #expect(try seat("dan", nil, nil) == "dan")
        #expect(try seat("cid", "doctor", "night") == "cid doctor night 2")
    }

    static let nobody: [Named<(agent: String?, role: String?, team: String?, says: String)>] = [
        Named("an agent", ("bne", nil, nil, "there is no agent 'bne' here; did you mean 'ben'?")),
        Named("a team", (nil, "doctor", "nihgt", "there is no team 'nihgt' here; did you mean 'night'?")),
        Named(
            "a role", (nil, "nruse", nil, "no active team has a member with the role 'nruse'; did you mean 'nurse'?")),
        Named(
            "a role in a team",
            (nil, "docter", "night", "team 'night' has no member with the role 'docter'; did you mean 'doctor'?")),
        Named("no member", ("dan", nil, "night", "agent 'dan' is no member of team 'night'")),
        Named(
            "another role",
            ("ben", "doctor", "night", "agent 'ben' is no member of team 'night' with the role 'doctor'")),
        Named("nobody", (nil, nil, nil, "neither an agent nor a role is named")),
    ]

    @Test(arguments: nobody)
    func nobodyStandsInForSomebodyElse(
        item: Named<(agent: String?, role: String?, team: String?, says: String)>
    ) throws {
        #expect(try seat(item.value.agent, item.value.role, item.value.team) == item.value.says)
    }

    @Test func twoActiveTeamsAreNotChosenBetween() throws {
        let team: JSONValue = ["type": "day", "active": true, "members": [["agent": "ann", "role": "doctor"]]]
        let objects = try Self.objects([("Team", "day", team)])
        #expect(throws: TaskSeatError(.severalTeams(["day", "night"], of: "the agent 'ann'"))) {
            try objects.seat(agent: "ann", role: nil, team: nil)
        }
        #expect(try objects.seat(agent: "ann", role: nil, team: "day").membership?.team == "day")
    }

    @Test func everyPlaceThatCouldNameATemplateIsTold() throws {
        let objects = try Self.objects()
        func choice(_ agent: String, own: String? = nil) throws -> TemplateChoice {
            objects.templateChoice(
                for: try objects.seat(agent: agent, role: nil, team: nil),
                own: .item("i", at: 0, of: "acme/dev/Batch/b", template: own))
        }
        #expect(try choice("ann").source == "team type 'watch', role 'doctor'")
        #expect(try choice("ben").source == "team 'night', role 'nurse'")
        #expect(try choice("cid").source == "member 'cid' of team 'night', role 'doctor'")
        #expect(try choice("cid", own: "x").source == "item 'i'")
        let alone = try choice("dan")
        #expect(alone.source == "agent 'dan'")
        #expect(
            alone.candidates.map { alone.outcome(of: $0) } == [.notSet, .absent, .absent, .absent, .absent, .chosen])
        #expect(
            try choice("ann").candidates.map(\.path) == [
                "acme/dev/Batch/b#/items/0/task/template", "acme/dev/Team/night#/members/0/template",
                "acme/dev/Team/night#/templates/doctor", "acme/TeamType/watch#/roles/1/template",
                "acme/Role/doctor#/template", "acme/dev/Agent/ann#/template",
            ])
    }

    @Test func whatIsBuiltInIsThereWhereThereIsAValue() throws {
        let objects = try Self.objects()
        let member = objects.builtIns(
            for: try objects.seat(agent: "ben", role: nil, team: nil), title: "t", description: nil)
        #expect(
            member == [
                .agentName: "ben", .taskTitle: "t", .teamName: "night", .teamGoal: "no surprise", .roleName: "nurse",
            ])
        let alone = objects.builtIns(for: TaskSeat(agent: "dan"), title: nil, description: "d")
        #expect(alone == [.agentName: "dan", .taskDescription: "d"])
    }

    @Test func objectsOfOtherEnvironmentsAreNotSeen() throws {
        var objects = try Self.objects()
        try objects.put(
            ObjectKey(kind: "Agent", organization: "acme", environment: "prod", name: "eve"),
            spec: Self.agent(template: nil))
        try objects.put(
            ObjectKey(kind: "Role", organization: "other", name: "spy"), spec: [:])
        #expect(throws: TaskSeatError.self) { try objects.seat(agent: "eve", role: nil, team: nil) }
        #expect(objects.roles["spy"] == nil)
    }

    @Test func roomsAgreeOnWhatIsBuiltInAndOnTypes() {
        #expect(TemplateBuiltIn.names.sorted() == TemplateSpec.builtInVariables)
        #expect(
            TemplateVariable.ValueType.allCases.map(\.rawValue).sorted()
                == TemplateSpec.ValueType.allCases.map(\.rawValue).sorted())
    }
}

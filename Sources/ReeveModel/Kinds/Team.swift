import ReeveJSON

/// Agents that work together, each in a role.
package struct TeamSpec: Sendable {
    package struct Member: Sendable, Hashable {
        package let agent: String
        package let role: String
        /// Goes before every template but the item's own.
        package let template: String?
    }

    package let type: String
    package let goal: String?
    package let isActive: Bool
    /// By role.
    package let templates: [String: String]
    /// In the order of the manifest, in which they take the cells of a task.
    package let members: [Member]

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.team)
        type = try reader.text("type")
        goal = try reader.optionalText("goal")
        isActive = try reader.flag("active")
        templates = Dictionary(try reader.textMap("templates").map { ($0.key, $0.value) }) { first, _ in first }
        var members: [Member] = []
        for member in try reader.nestedList("members") {
            members.append(
                Member(
                    agent: try member.text("agent"), role: try member.text("role"),
                    template: try member.optionalText("template")))
        }
        self.members = members
    }

    package func members(with role: String) -> [Member] { members.filter { $0.role == role } }
}

extension KindName {
    package static let team = "Team"
}

extension KindDescription {
    package static let team = KindDescription(
        kind: KindName.team, plural: "teams", scope: .environment,
        summary: "Agents that work together, each in a role.",
        shape: ObjectShape(
            KindName.team,
            [
                Field("type", .reference(kind: KindName.teamType), .required, docs: "Says which roles there may be."),
                Field(
                    "goal", .text(.nonEmpty), docs: "What it is for; templates have it as `team_goal`.",
                    example: "no surprise in the morning"),
                Field(
                    "active", .boolean, .defaulted(true),
                    docs: "Whether its members have their roles; tasks by role go to the active team."),
                Field(
                    "templates", .map(keys: .name, values: .reference(kind: KindName.template)), .defaulted([:]),
                    docs: "Templates by role, before those of the team type and of the role.",
                    example: ["doctor": "repo-health"]),
                Field(
                    "members", .list(.object(teamMember), ListRule()), .defaulted([]),
                    docs: "Who works in it. Members of one role take the cells of a task in turn, in this order."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Team
            metadata: {name: night-watch, organization: acme, environment: prod}
            spec: {type: watch, goal: no surprise in the morning, members: [{agent: repo-doctor, role: doctor}]}
            """,
        computedReferences: { spec, _ in
            (spec["templates"]?.object ?? [:]).map { member in
                ComputedReference(
                    pointer: JSONPointer(tokens: ["templates", member.key]), kind: KindName.role, name: member.key)
            }
        },
        locatedLists: ["members"], checks: [.teamMembers], roles: [.policy, .gate],
        riskRule: .ofUpdates(.teamWidened, TeamRisks.details), listViewPrefix: "team_")

    private static let teamMember = ObjectShape(
        "member",
        [
            Field("agent", .reference(kind: KindName.agent), .required, docs: "Who it is."),
            Field(
                "role", .reference(kind: KindName.role), .required,
                docs: "What it does; one that the team's type allows."),
            Field(
                "template", .reference(kind: KindName.template),
                docs: "The template of its tasks, before those of the team, its type and the role."),
        ])
}

import ReeveJSON

/// A form of team: which roles its members may have.
package struct TeamTypeSpec: Sendable {
    package enum ActiveTeams: String, Sendable {
        case one
        case many
    }

    package struct RoleLink: Sendable, Hashable {
        package let role: String
        /// Goes before the role's own template.
        package let template: String?
    }

    /// Empty allows every role that exists.
    package let roles: [RoleLink]
    /// How many teams of the type may be active in one environment.
    package let activeTeams: ActiveTeams

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.teamType)
        var roles: [RoleLink] = []
        for link in try reader.nestedList("roles") {
            roles.append(RoleLink(role: try link.text("role"), template: try link.optionalText("template")))
        }
        self.roles = roles
        activeTeams = try reader.choice("activeTeams", as: ActiveTeams.self)
    }

    package func allows(_ role: String) -> Bool { roles.isEmpty || roles.contains { $0.role == role } }
}

extension KindName {
    package static let teamType = "TeamType"
}

extension KindDescription {
    package static let teamType = KindDescription(
        kind: KindName.teamType, plural: "teamtypes", scope: .organization,
        summary: "A form of team: which roles its members may have, and with which templates.",
        shape: ObjectShape(
            KindName.teamType,
            [
                Field(
                    "roles",
                    .list(
                        .shorthand(
                            field: "role",
                            ObjectShape(
                                "role",
                                [
                                    Field(
                                        "role", .reference(kind: KindName.role), .required,
                                        docs: "A role that members may have."),
                                    Field(
                                        "template", .reference(kind: KindName.template),
                                        docs: "The template of its tasks in such a team, before the role's own."),
                                ])), ListRule(key: "role")), .defaulted([]),
                    docs: "The roles that members may have; empty allows every Role that exists.",
                    example: ["doctor", ["role": "nurse", "template": "short-note"]]),
                Field(
                    "activeTeams",
                    .choice([Choice("one", "in each environment"), Choice("many")]), .defaulted("one"),
                    docs: "How many teams of the type may be active at once."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: TeamType
            metadata: {name: watch, organization: acme}
            spec: {roles: [{role: doctor, template: repo-health}]}
            """,
        roles: .gate,
        riskRule: .ofUpdates(.teamWidened) { change in
            let roles = (change.after["roles"]?.array ?? []).compactMap { $0["role"]?.string }
            let before = Set((change.before["roles"]?.array ?? []).compactMap { $0["role"]?.string })
            var details: [String] = []
            if roles.isEmpty, !before.isEmpty {
                details.append("allows every role")
            } else if !before.isEmpty {
                details += SpecChange.gained(roles.filter { !before.contains($0) }, "allows")
            }
            if change.differs("activeTeams"), change.after["activeTeams"] == "many" {
                details.append("several teams may be active")
            }
            return details
        },
        viewName: "team_types", listViewPrefix: "team_type_")
}

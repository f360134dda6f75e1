import ReeveJSON

/// What a member does in a team.
package struct RoleSpec: Sendable {
    /// Where neither the item, the member, the team nor the team's type names another.
    package let template: String?

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.role)
        template = try reader.optionalText("template")
    }
}

extension KindName {
    package static let role = "Role"
}

extension KindDescription {
    package static let role = KindDescription(
        kind: KindName.role, plural: "roles", scope: .organization,
        summary: "What a member does in a team: a name that tasks, team types and policies speak of.",
        shape: ObjectShape(
            KindName.role,
            [
                Field(
                    "template", .reference(kind: KindName.template),
                    docs: "The template of its tasks, where neither item, member, team nor team type names another.")
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: doctor, organization: acme}
            spec: {template: repo-health}
            """,
        roles: .gate)
}

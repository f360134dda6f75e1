import ReeveJSON

/// The role of a user or service account in an organization.
package struct MembershipSpec: Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case owner
        case admin
        case member
    }

    package let user: String?
    package let serviceAccount: String?
    package let role: Role
    package let isActive: Bool

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.membership)
        user = try reader.optionalText("user")
        serviceAccount = try reader.optionalText("serviceAccount")
        role = try reader.choice("role", as: Role.self)
        isActive = try reader.flag("active")
    }

    /// The name of the rule that a subject has one membership in an organization.
    ///
    /// - Parameter field: `user` or `serviceAccount`.
    package static func uniqueName(_ field: String) -> String { KindName.membership + "." + field }
}

extension KindName {
    package static let membership = "Membership"
}

extension KindDescription {
    package static let membership = KindDescription(
        kind: KindName.membership, plural: "memberships", scope: .organization,
        summary: "The role of a user or a service account in an organization.",
        shape: ObjectShape(
            KindName.membership, exactlyOne: [["user", "serviceAccount"]],
            [
                Field("user", .reference(kind: KindName.user), docs: "The member, a person."),
                Field(
                    "serviceAccount", .reference(kind: KindName.serviceAccount), docs: "The member, a service account."),
                Field(
                    "role",
                    .choice([
                        Choice("owner", "everything in the organization"), Choice("admin", "writes its objects"),
                        Choice("member", "reads, enqueues and runs"),
                    ]), .defaulted("member"), docs: "What the member may do."),
                Field("active", .boolean, .defaulted(true), docs: "Whether the membership counts."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Membership
            metadata: {name: anna, organization: acme}
            spec: {user: anna, role: owner}
            """,
        uniqueKeys: { spec, key in
            for field in ["user", "serviceAccount"] {
                if let subject = spec.string(field) {
                    return [
                        UniqueKey(
                            name: MembershipSpec.uniqueName(field), scope: key.organization ?? "", value: subject,
                            pointer: JSONPointer(tokens: [field]))
                    ]
                }
            }
            return []
        },
        roles: .requester,
        riskRule: .ofUpdates(.permissionWidened) { change in
            var details = change.raisedRole(["member", "admin", "owner"])
            if change.isSwitchedOn("active") { details.append("active again") }
            if change.differs("user") || change.differs("serviceAccount") { details.append("another member") }
            return details
        })
}

import ReeveJSON

/// A person. Passwords, factors and lock-out are never in manifests.
package struct UserSpec: Sendable {
    package enum PlatformRole: String, Sendable {
        case admin
        case user
    }

    package let email: String
    package let firstName: String?
    package let lastName: String?
    package let role: PlatformRole
    package let isActive: Bool

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.user)
        email = try reader.text("email")
        firstName = try reader.optionalText("firstName")
        lastName = try reader.optionalText("lastName")
        role = try reader.choice("role", as: PlatformRole.self)
        isActive = try reader.flag("active")
    }
}

extension KindName {
    package static let user = "User"
}

extension KindDescription {
    package static let user = KindDescription(
        kind: KindName.user, plural: "users", scope: .global,
        summary: "A person; the object's name is the login. Passwords and factors are never in manifests.",
        shape: ObjectShape(
            KindName.user,
            [
                Field(
                    "email", .text(.email), .required, docs: "Unique without regard to case.",
                    example: "anna@acme.example"),
                Field("firstName", .text(.nonEmpty), docs: "Given name."),
                Field("lastName", .text(.nonEmpty), docs: "Family name."),
                Field(
                    "role", .choice([Choice("admin", "manages global objects"), Choice("user")]), .defaulted("user"),
                    docs: "The role on the platform; organizations have memberships."),
                Field("active", .boolean, .defaulted(true), docs: "Whether the person may do anything."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: User
            metadata: {name: anna}
            spec: {email: anna@acme.example, firstName: Anna, lastName: Lind, role: admin}
            """,
        uniqueKeys: { spec, _ in
            guard let email = spec.string("email") else { return [] }
            return [
                UniqueKey(
                    name: KindName.user + ".email", scope: "", value: email.lowercased(),
                    pointer: JSONPointer(tokens: ["email"]))
            ]
        },
        roles: .requester,
        riskRule: .ofUpdates(.permissionWidened) { change in
            change.raisedRole(["user", "admin"]) + (change.isSwitchedOn("active") ? ["active again"] : [])
        })
}

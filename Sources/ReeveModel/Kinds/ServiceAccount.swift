import ReeveJSON

/// An identity for agents and for machines that call reeve.
package struct ServiceAccountSpec: Sendable {
    /// Policy actions with globs; empty allows none.
    package let scopes: [String]
    package let isEnabled: Bool
    package let expiresAt: Timestamp?
    package let owner: String?

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.serviceAccount)
        scopes = try reader.texts("scopes")
        isEnabled = try reader.flag("enabled")
        expiresAt = try reader.optionalInstant("expiresAt")
        owner = try reader.optionalText("owner")
    }
}

extension KindName {
    package static let serviceAccount = "ServiceAccount"
}

extension KindDescription {
    package static let serviceAccount = KindDescription(
        kind: KindName.serviceAccount, plural: "serviceaccounts", aliases: ["sa"], scope: .organizationOrEnvironment,
        summary: "An identity for agents and machines. Its subject is `service-account:NAME@ORG`.",
        shape: ObjectShape(
            KindName.serviceAccount,
            [
                .planned(
                    "subject", .text(.nonEmpty),
                    docs: "Its name in tokens, `service-account:NAME@ORG`; one for each `issuer`."),
                .planned("issuer", .text(.nonEmpty), docs: "Who issues its tokens: this store."),
                .planned("audience", .text(.nonEmpty), docs: "The audience of its tokens."),
                .planned("credentialRef", .secretReference, docs: "The credential that it proves itself with."),
                Field(
                    "scopes", .list(.text(.actionGlob), ListRule(isUnique: true)), .defaulted([]),
                    docs: "The policy actions that it may take, with globs; empty allows none.",
                    example: ["tool.invoke", "tool.list"]),
                .planned("tokenTtl", .duration(.seconds(1) ... .seconds(86_400)), docs: "How long its tokens live."),
                Field("enabled", .boolean, .defaulted(true), docs: "Whether it may do anything."),
                Field("expiresAt", .instant, docs: "From then on it may do nothing."),
                Field("owner", .reference(kind: KindName.user), docs: "The person who answers for it."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: ServiceAccount
            metadata: {name: sa-repo, organization: acme}
            spec: {owner: anna, scopes: [tool.invoke, tool.list]}
            """,
        roles: [.policy, .requester, .gate],
        riskRule: .ofUpdates(.permissionWidened) { change in
            var details = change.gained("scopes", "may take")
            if change.isSwitchedOn("enabled") { details.append("enabled") }
            if change.isLater("expiresAt") { details.append("expires later") }
            return details
        },
        viewName: "service_accounts")
}

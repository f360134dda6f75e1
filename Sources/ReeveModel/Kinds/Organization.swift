import ReeveJSON

/// A tenant. Nothing crosses its border.
package struct OrganizationSpec: Sendable {
    package let currency: String

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.organization)
        currency = try reader.text("currency")
    }
}

extension KindName {
    package static let organization = "Organization"
}

extension KindDescription {
    package static let organization = KindDescription(
        kind: KindName.organization, plural: "organizations", aliases: ["org", "orgs"], scope: .global,
        summary: "A tenant: everything else belongs to one, and no reference leaves it.",
        shape: ObjectShape(
            KindName.organization,
            [
                Field(
                    "currency", .text(.currency), .defaulted("USD"),
                    docs: "The currency of every amount of money in the organization.", example: "EUR")
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Organization
            metadata: {name: acme, displayName: Acme GmbH}
            spec: {currency: EUR}
            """)
}

import ReeveJSON
import ReeveModel

extension KindName {
    static let widget = "Widget"
}

extension KindDescription {
    /// A kind that reeve does not have, in one file, as every kind is.
    static let widget = KindDescription(
        kind: KindName.widget, plural: "widgets", aliases: ["wg"], scope: .organization,
        summary: "A part that a machine is made of.",
        shape: ObjectShape(
            KindName.widget,
            [
                Field("serial", .text(.nonEmpty), .required, docs: "The number on it; unique in the organization."),
                Field("size", .integer(1...10), .defaulted(3), docs: "How large it is."),
                Field("sealed", .boolean, .defaulted(false), docs: "Whether it was closed for good."),
                Field("owner", .reference(kind: KindName.user), docs: "Who answers for it."),
                Field("partOf", .reference(kind: KindName.widget), docs: "The widget that it belongs to."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Widget
            metadata: {name: cog, organization: acme}
            spec: {serial: A-1}
            """,
        uniqueKeys: { spec, key in
            guard let serial = spec.string("serial") else { return [] }
            return [
                UniqueKey(
                    name: KindName.widget + ".serial", scope: key.organization ?? "", value: serial,
                    pointer: JSONPointer(tokens: ["serial"]))
            ]
        },
        roles: [.policy, .gate], riskRule: .ofUpdates(.limitRaised) { $0.isRaised("size") ? ["size"] : [] },
        removalGuard: RemovalGuard("that is sealed") { $0["sealed"] == true })
}

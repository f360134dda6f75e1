import ReeveJSON

/// The fields of `metadata`, the same for every kind.
package enum MetadataDescription {
    package static let shape = ObjectShape(
        "metadata",
        [
            Field("name", .text(.name), .required, docs: "The object's name; unique per kind and scope."),
            Field("organization", .text(.name), docs: "The organization that it belongs to, for kinds of that scope."),
            Field("environment", .text(.name), docs: "The environment that it belongs to, for kinds of that scope."),
            Field(
                "labels", .map(keys: .labelKey, values: .text(.any)), docs: "For selection (`-l`); indexed.",
                example: ["team": "platform"]),
            Field(
                "annotations", .map(keys: .labelKey, values: .text(.any)),
                docs: "For people and tools; never selected by."),
            Field("displayName", .text(.nonEmpty), docs: "The name shown to people."),
            Field("description", .text(.any), docs: "What the object is for."),
            Field(
                "protect", .choice([Choice("none"), Choice("confirm"), Choice("always")]), .defaulted("none"),
                docs:
                    "Guards delete, replace and the removal of this protection: `confirm` asks, `always` refuses. A Policy with bindings is `confirm` at least."
            ),
            Field("renamedFrom", .text(.name), docs: "The former name, so that a rename is no delete and create."),
        ])
}

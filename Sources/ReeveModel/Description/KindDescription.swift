import ReeveJSON

/// Where objects of a kind live.
package enum KindScope: Sendable, Hashable {
    case global
    case organization
    /// In an organization, and may be narrowed to one environment; the name is unique in the organization.
    case organizationOrEnvironment
    case environment

    package var words: String {
        switch self {
        case .global: "global"
        case .organization: "org"
        case .organizationOrEnvironment: "org (+ env)"
        case .environment: "env"
        }
    }
}

/// A further name that must be unique, beside the object's own.
package struct UniqueKey: Sendable, Hashable {
    /// Such as `User.email`.
    package let name: String
    /// Where it must be unique: empty for everywhere.
    package let scope: String
    /// Folded where case does not count.
    package let value: String
    /// The field of the spec that holds it; empty for the object's own name.
    package let pointer: JSONPointer
    /// Where that stands in the file, from 1; 0 where nobody knows.
    package let line: Int
    package let column: Int

    package init(name: String, scope: String, value: String, pointer: JSONPointer, line: Int = 0, column: Int = 0) {
        self.name = name
        self.scope = scope
        self.value = value
        self.pointer = pointer
        self.line = line
        self.column = column
    }

    package func at(line: Int, column: Int) -> UniqueKey {
        UniqueKey(name: name, scope: scope, value: value, pointer: pointer, line: line, column: column)
    }
}

/// A reference whose kind the description alone does not fix, such as a policy binding's `id`.
package struct DynamicReference: Sendable, Hashable {
    package let pointer: JSONPointer
    package let kind: String
    package let name: String
    /// The environment that the name is meant in; nil: every one that has the name.
    package let environment: String?
    /// Where true, any environment of the organization may hold it.
    package let looksDown: Bool

    package init(pointer: JSONPointer, kind: String, name: String, environment: String? = nil, looksDown: Bool = false)
    {
        self.pointer = pointer
        self.kind = kind
        self.name = name
        self.environment = environment
        self.looksDown = looksDown
    }
}

/// Everything that reeve knows about a kind, in one place.
package struct KindDescription: Sendable {
    package let kind: String
    /// For `get` and for SQL views.
    package let plural: String
    /// Further words that `get` takes.
    package let aliases: [String]
    package let scope: KindScope
    package let summary: String
    package let shape: ObjectShape
    /// A whole document that is valid, for docs and tests.
    package let example: String
    /// What holds for objects of the kind and is no field; a paragraph each.
    package let notes: [String]
    /// The members that are derived from others: to be added to a spec in normal form, or put in place of its own.
    package let derive: (@Sendable (CanonicalObject, ObjectKey) -> JSONObject)?
    private let furtherUniqueKeys: (@Sendable (CanonicalObject, ObjectKey) -> [UniqueKey])?
    package let dynamicReferences: (@Sendable (CanonicalObject, ObjectKey) -> [DynamicReference])?
    /// Paths of lists whose elements keep their line, for reports that cite a rule: `rules`, `items/*/expect`.
    package let locatedLists: [String]
    /// Where a check asks for more than the fields do, such as one of two.
    private let refusesEmptySpec: Bool

    package init(
        kind: String, plural: String, aliases: [String] = [], scope: KindScope, summary: String, shape: ObjectShape,
        example: String, notes: [String] = [], derive: (@Sendable (CanonicalObject, ObjectKey) -> JSONObject)? = nil,
        uniqueKeys: (@Sendable (CanonicalObject, ObjectKey) -> [UniqueKey])? = nil,
        dynamicReferences: (@Sendable (CanonicalObject, ObjectKey) -> [DynamicReference])? = nil,
        locatedLists: [String] = [], refusesEmptySpec: Bool = false
    ) {
        self.kind = kind
        self.plural = plural
        self.aliases = aliases
        self.scope = scope
        self.summary = summary
        self.shape = shape
        self.example = example
        self.notes = notes
        self.derive = derive
        furtherUniqueKeys = uniqueKeys
        self.dynamicReferences = dynamicReferences
        self.locatedLists = locatedLists
        self.refusesEmptySpec = refusesEmptySpec
    }

    /// Whether a manifest may do without `spec`, which then is as an empty one.
    package var specMayBeLeftOut: Bool { shape.isMetByNothing && !refusesEmptySpec }

    /// Whether the kind has values that must be unique, beside the object's key.
    package var hasUniqueKeys: Bool { furtherUniqueKeys != nil || scope == .organizationOrEnvironment }

    /// What no other object may have: the kind's own, and the name in the organization of what may be narrowed to an
    /// environment.
    package func uniqueKeys(_ spec: CanonicalObject, _ key: ObjectKey) -> [UniqueKey] {
        let further = furtherUniqueKeys?(spec, key) ?? []
        guard scope == .organizationOrEnvironment else { return further }
        let name = UniqueKey(
            name: kind + ".name", scope: key.organization ?? "", value: key.name, pointer: JSONPointer())
        return [name] + further
    }
}

/// The kinds of this version. Adding one is a file in `Kinds/`, a line here, and its tests.
package enum KindRegistry {
    package static let all: [KindDescription] = [
        .organization, .environment, .user, .membership, .connection, .tool, .serviceAccount, .agent, .policy, .limit,
        .batch,
    ]

    /// Kinds that later versions bring; using one is an error that says so.
    package static let planned: Set<String> = [
        "CuratedTool", "Resource", "Prompt", "Role", "TeamType", "Team", "Template", "ModelProvider", "Schedule",
        "Bundle",
        "PolicyTest", "Moves",
    ]

    private static let byKind: [String: KindDescription] = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    package static func description(of kind: String) -> KindDescription? { byKind[kind] }

    /// Finds a kind by name, plural or alias, without regard to case, as `get` takes it.
    package static func lookup(_ word: String) -> KindDescription? {
        let folded = word.lowercased()
        return all.first { kind in
            kind.kind.lowercased() == folded || kind.plural == folded || kind.aliases.contains(folded)
        }
    }
}

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

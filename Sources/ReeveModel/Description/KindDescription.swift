import ReeveJSON

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
    package let computedReferences: (@Sendable (CanonicalObject, ObjectKey) -> [ComputedReference])?
    /// Paths of lists whose elements keep their line, for reports that cite a rule: `rules`, `items/*/expect`.
    package let locatedLists: [String]
    /// Where a check asks for more than the fields do, such as one of two.
    private let refusesEmptySpec: Bool

    package init(
        kind: String, plural: String, aliases: [String] = [], scope: KindScope, summary: String, shape: ObjectShape,
        example: String, notes: [String] = [], derive: (@Sendable (CanonicalObject, ObjectKey) -> JSONObject)? = nil,
        uniqueKeys: (@Sendable (CanonicalObject, ObjectKey) -> [UniqueKey])? = nil,
        computedReferences: (@Sendable (CanonicalObject, ObjectKey) -> [ComputedReference])? = nil,
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
        self.computedReferences = computedReferences
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

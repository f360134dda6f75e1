import ReeveJSON

/// Everything that reeve knows about a kind, in one place: what it holds, what a change of it risks, who reads it, how it
/// is guarded and shown.
///
/// A class, though a value in every other respect: each change of a plan refers to the description of its kind.
package final class KindDescription: Sendable {
    package let kind: String
    /// For `get`, and for SQL views where ``viewName`` says nothing else.
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
    /// Connections that fields name without a reference.
    package let connectionPatterns: (@Sendable (CanonicalObject) -> [ConnectionPattern])?
    /// Paths of lists whose elements keep their line, for reports that cite a rule: `rules`, `items/*/expect`.
    package let locatedLists: [String]
    /// Rules about one object beyond its fields, in the order in which they are reported.
    package let checks: [KindCheck]
    /// Where a check asks for more than the fields do, such as one of two.
    private let refusesEmptySpec: Bool
    /// What decisions read its objects for; empty for none.
    package let roles: DecisionRoles
    /// When a change of an object deserves a second look; nil where nothing but its deletion does.
    package let riskRule: RiskRule?
    package let removalGuard: RemovalGuard?
    /// The name of its SQL view. Views of what happens at run time have names too, and `tools` is one of them.
    package let viewName: String
    /// What the names of further views start with, one for each list of objects in the spec; nil for none.
    package let listViewPrefix: String?

    package init(
        kind: String, plural: String, aliases: [String] = [], scope: KindScope, summary: String, shape: ObjectShape,
        example: String, notes: [String] = [], derive: (@Sendable (CanonicalObject, ObjectKey) -> JSONObject)? = nil,
        uniqueKeys: (@Sendable (CanonicalObject, ObjectKey) -> [UniqueKey])? = nil,
        computedReferences: (@Sendable (CanonicalObject, ObjectKey) -> [ComputedReference])? = nil,
        connectionPatterns: (@Sendable (CanonicalObject) -> [ConnectionPattern])? = nil, locatedLists: [String] = [],
        checks: [KindCheck] = [], refusesEmptySpec: Bool = false, roles: DecisionRoles = [],
        riskRule: RiskRule? = nil, removalGuard: RemovalGuard? = nil, viewName: String? = nil,
        listViewPrefix: String? = nil
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
        self.connectionPatterns = connectionPatterns
        self.locatedLists = locatedLists
        self.checks = checks
        self.refusesEmptySpec = refusesEmptySpec
        self.roles = roles
        self.riskRule = riskRule
        self.removalGuard = removalGuard
        self.viewName = viewName ?? plural
        self.listViewPrefix = listViewPrefix
    }

    /// Whether a manifest may do without `spec`, which then is as an empty one.
    package var specMayBeLeftOut: Bool { shape.isMetByNothing && !refusesEmptySpec }

    /// Whether the kind has values that must be unique, beside the object's key.
    package var hasUniqueKeys: Bool { furtherUniqueKeys != nil || scope == .organizationOrEnvironment }

    /// The values that no other object may have: those of the kind, and the object's name.
    ///
    /// The name is among them where objects of an organization may be narrowed to an environment: `acme/Limit/git` and
    /// `acme/dev/Limit/git` are two keys, and one name in `acme`.
    package func uniqueKeys(_ spec: CanonicalObject, _ key: ObjectKey) -> [UniqueKey] {
        let further = furtherUniqueKeys?(spec, key) ?? []
        guard scope == .organizationOrEnvironment else { return further }
        let name = UniqueKey(
            name: kind + ".name", scope: key.organization ?? "", value: key.name, pointer: JSONPointer())
        return [name] + further
    }
}

internal import ReevePattern

struct ObjectKeywords: Sendable {
    struct Entry: Sendable {
        let name: String
        var schema: Int?
        var isRequired: Bool
    }

    struct PatternEntry: Sendable {
        let pattern: BoundedPattern
        let schema: Int
    }

    /// What `properties` and `required` say, in canonical key order, so that it can be merged with a
    /// value's members in one pass.
    var entries: [Entry] = []
    var patterns: [PatternEntry] = []
    var additional: Int?
    var propertyNames: Int?
    var minProperties: Int?
    var maxProperties: Int?
    var dependentRequired: [(name: String, required: [String])] = []
    var dependentSchemas: [(name: String, schema: Int)] = []
    /// `dependencies` where the names and schemas come from the older keyword.
    var dependentRequiredKeyword = "dependentRequired"
    var dependentSchemasKeyword = "dependentSchemas"
}

internal import ReeveJSON
internal import ReevePattern

/// One compiled subschema; other subschemas are indices into the program's nodes.
final class SchemaNode: Sendable {
    let keywords: SchemaKeywords

    init(_ keywords: SchemaKeywords) { self.keywords = keywords }
}

/// The keywords of one subschema, in the form that validation wants them.
struct SchemaKeywords: Sendable {
    /// The subschema's place in its document.
    let pointer: JSONPointer
    /// The index of the schema resource that it belongs to.
    let resource: Int
    /// Set for a boolean schema, which has nothing else.
    var verdict: Bool?
    var types: TypeSet?
    var constant: JSONValue?
    var enumeration: [JSONValue]?
    var number: Shared<NumberKeywords>?
    var string: Shared<StringKeywords>?
    var array: Shared<ArrayKeywords>?
    var object: Shared<ObjectKeywords>?
    var combinations: Shared<CombinationKeywords>?
    var unevaluatedItems: Int?
    var unevaluatedProperties: Int?

    init(pointer: JSONPointer, resource: Int) {
        self.pointer = pointer
        self.resource = resource
    }

    /// The types, where nothing else is asked for; empty otherwise.
    var plainTypes: TypeSet {
        if verdict == true { return TypeSet(rawValue: 0x7F) }
        let asksMore =
            verdict == false || constant != nil || enumeration != nil || number != nil || string != nil || array != nil
            || object != nil || combinations != nil || needsMarks
        return asksMore ? [] : types ?? TypeSet(rawValue: 0x7F)
    }

    var needsMarks: Bool { unevaluatedItems != nil || unevaluatedProperties != nil }
}

/// A part of a node that is read in place: a copy of it would count references to each of its fields.
@dynamicMemberLookup
final class Shared<Value: Sendable>: Sendable {
    private let value: Value

    init(_ value: Value) { self.value = value }

    subscript<Field>(dynamicMember field: KeyPath<Value, Field>) -> Field { value[keyPath: field] }
}

/// The JSON types that `type` allows.
struct TypeSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let null = TypeSet(rawValue: 1)
    static let boolean = TypeSet(rawValue: 2)
    static let number = TypeSet(rawValue: 4)
    static let integer = TypeSet(rawValue: 8)
    static let string = TypeSet(rawValue: 16)
    static let array = TypeSet(rawValue: 32)
    static let object = TypeSet(rawValue: 64)

    static let names: [(name: String, type: TypeSet)] = [
        ("null", .null), ("boolean", .boolean), ("number", .number), ("integer", .integer), ("string", .string),
        ("array", .array), ("object", .object),
    ]

    func allows(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        case .number(let number): contains(.number) || contains(.integer) && number.isIntegral
        }
    }

    /// `string`, `integer or null`.
    var words: String {
        TypeSet.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
    }
}

struct NumberKeywords: Sendable {
    var minimum: NumberBound?
    var maximum: NumberBound?
    var exclusiveMinimum: NumberBound?
    var exclusiveMaximum: NumberBound?
    var multipleOf: NumberDivisor?
}

struct StringKeywords: Sendable {
    /// In Unicode scalars.
    var minLength: Int?
    var maxLength: Int?
    var pattern: BoundedPattern?
    var format: SchemaFormat?
}

struct ArrayKeywords: Sendable {
    var minItems: Int?
    var maxItems: Int?
    var isUnique = false
    var prefix: [Int] = []
    var prefixKeyword = "prefixItems"
    var rest: Int?
    var restKeyword = "items"
    var contains: Int?
    var minContains = 1
    var maxContains: Int?
    /// Since 2020-12 an item that `contains` matched counts as evaluated.
    var containsEvaluates = false
}

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

struct CombinationKeywords: Sendable {
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var consequence: Int?
    var alternative: Int?
    var reference: Int?
    var dynamicReference: DynamicReference?
}

/// A reference whose target depends on the way that led to it.
struct DynamicReference: Sendable {
    /// Where the anchor's name is found when no resource on the way has it.
    let fallback: Int
    /// Nil where the target is no dynamic anchor, so that the fallback always holds.
    let anchor: String?
    let keyword: String
}

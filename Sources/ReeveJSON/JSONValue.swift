/// Any JSON value.
///
/// Equality is that of JSON Schema: `1` equals `1.0`, never `true`; the order of members does not count.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    package static func == (lhs: JSONValue, rhs: JSONValue) -> Bool {
        switch (lhs, rhs) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isSameText(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package var isNull: Bool { self == .null }

    package var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    package var number: JSONNumber? {
        if case .number(let value) = self { return value }
        return nil
    }

    /// The value as an integer, where it is a whole number that fits.
    package var int: Int? { number?.int64.flatMap { Int(exactly: $0) } }

    package var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { return value }
        return nil
    }

    package var object: JSONObject? {
        if case .object(let value) = self { return value }
        return nil
    }

    /// The member of an object; nil for an absent member and for every other type.
    package subscript(key: String) -> JSONValue? { object?[key] }

    /// The element of an array; nil outside its bounds and for every other type.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The name of the value's JSON type, as JSON Schema says it (`integer` is reported as `number`).
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

// No ExpressibleByNilLiteral: `nil` in a ternary would silently become `.null`.

extension JSONValue: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
}

extension JSONValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
}

extension JSONValue {
    package init(_ value: Int) { self = .number(JSONNumber(value)) }
    package init(_ value: Int64) { self = .number(JSONNumber(value)) }
    package init(_ values: [String]) { self = .array(values.map(JSONValue.string)) }

    /// `.string`, or `.null` for nil.
    package init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
}

import ReeveJSON

/// Reads a spec in normal form into a typed struct.
///
/// A spec in normal form was validated when it was written, so a failure here means that the store was
/// changed by hand; it is an error with the field's name, never a trap.
package struct SpecReader: Sendable {
    package let object: JSONObject
    private let context: String

    package init(_ value: JSONValue, context: String) throws(SpecError) {
        guard let object = value.object else { throw SpecError(field: context) }
        self.object = object
        self.context = context
    }

    package func has(_ name: String) -> Bool { object[name] != nil }

    package func json(_ name: String) -> JSONValue? { object[name] }

    package func text(_ name: String) throws(SpecError) -> String {
        guard let value = object[name]?.string else { throw failure(name) }
        return value
    }

    package func optionalText(_ name: String) throws(SpecError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw failure(name) }
        return text
    }

    package func flag(_ name: String) throws(SpecError) -> Bool {
        guard let value = object[name]?.bool else { throw failure(name) }
        return value
    }

    package func optionalFlag(_ name: String) throws(SpecError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.bool else { throw failure(name) }
        return flag
    }

    package func integer(_ name: String) throws(SpecError) -> Int {
        guard let value = object[name]?.int else { throw failure(name) }
        return value
    }

    package func optionalInteger(_ name: String) throws(SpecError) -> Int? {
        guard let value = object[name] else { return nil }
        guard let integer = value.int else { throw failure(name) }
        return integer
    }

    package func duration(_ name: String) throws(SpecError) -> Duration {
        guard let value = try optionalDuration(name) else { throw failure(name) }
        return value
    }

    package func optionalDuration(_ name: String) throws(SpecError) -> Duration? {
        guard let value = object[name] else { return nil }
        guard let duration = value.string.flatMap(DurationText.parse) else { throw failure(name) }
        return duration
    }

    package func optionalSize(_ name: String) throws(SpecError) -> Int64? {
        guard let value = object[name] else { return nil }
        guard let size = value.string.flatMap(SizeText.parse) else { throw failure(name) }
        return size
    }

    package func optionalInstant(_ name: String) throws(SpecError) -> Timestamp? {
        guard let value = object[name] else { return nil }
        guard let instant = value.string.flatMap({ Timestamp($0) }) else { throw failure(name) }
        return instant
    }

    package func optionalMoney(_ name: String) throws(SpecError) -> Money? {
        guard let value = object[name] else { return nil }
        guard let money = value.string.flatMap({ Money($0) }) else { throw failure(name) }
        return money
    }

    /// A value of an enum whose raw values are the description's choices.
    package func choice<Value: RawRepresentable<String>>(_ name: String, as type: Value.Type) throws(SpecError) -> Value
    {
        guard let value = Value(rawValue: try text(name)) else { throw failure(name) }
        return value
    }

    /// The texts of a list; empty where the field is absent.
    package func texts(_ name: String) throws(SpecError) -> [String] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array else { throw failure(name) }
        var out: [String] = []
        for element in elements {
            guard let text = element.string else { throw failure(name) }
            out.append(text)
        }
        return out
    }

    /// The entries of a map of texts; empty where the field is absent.
    package func textMap(_ name: String) throws(SpecError) -> [(key: String, value: String)] {
        guard let value = object[name] else { return [] }
        guard let object = value.object else { throw failure(name) }
        var out: [(key: String, value: String)] = []
        for member in object {
            guard let text = member.value.string else { throw failure(name) }
            out.append((member.key, text))
        }
        return out
    }

    /// The reader of a nested object; nil where the field is absent.
    package func nested(_ name: String) throws(SpecError) -> SpecReader? {
        guard let value = object[name] else { return nil }
        return try SpecReader(value, context: context + "." + name)
    }

    /// The readers of a list of objects; empty where the field is absent.
    package func nestedList(_ name: String) throws(SpecError) -> [SpecReader] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array else { throw failure(name) }
        var out: [SpecReader] = []
        for (index, element) in elements.enumerated() {
            out.append(try SpecReader(element, context: "\(context).\(name)[\(index)]"))
        }
        return out
    }

    package func failure(_ name: String) -> SpecError { SpecError(field: context + "." + name) }
}

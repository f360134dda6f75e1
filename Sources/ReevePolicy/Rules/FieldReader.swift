internal import ReeveJSON
internal import ReeveModel

/// Reads the members of one JSON object and collects what is wrong with them; reading goes on after a mistake.
struct FieldReader {
    let object: JSONObject
    let pointer: JSONPointer
    private(set) var problems: [PolicyProblem] = []

    /// Nil, with the problem in `problems`, where the value is no object.
    init?(_ value: JSONValue, at pointer: JSONPointer, problems: inout [PolicyProblem]) {
        guard let object = value.object else {
            problems.append(PolicyProblem(.wrongType, at: pointer, "is \(value.typeName), expected object"))
            return nil
        }
        self.object = object
        self.pointer = pointer
    }

    mutating func add(_ kind: PolicyProblem.Kind, _ field: String?, _ message: String, alternatives: [String] = []) {
        let place = field.map { pointer.appending($0) } ?? pointer
        problems.append(PolicyProblem(kind, at: place, message, alternatives: alternatives))
    }

    mutating func add(_ others: [PolicyProblem]) { problems += others }

    /// Every member must be one of these.
    mutating func allow(
        _ known: [String], as kind: PolicyProblem.Kind = .unknownField, called noun: String = "field"
    ) {
        for key in object.keys where !known.contains(key) {
            add(kind, key, "unknown \(noun) '\(key.shortened)'", alternatives: known)
        }
    }

    mutating func require(_ field: String) -> JSONValue? {
        guard let value = object[field] else {
            add(.missingField, nil, "missing field '\(field)'")
            return nil
        }
        return value
    }

    mutating func text(_ value: JSONValue, _ field: String) -> String? {
        guard let text = value.string else {
            add(.wrongType, field, "is \(value.typeName), expected string")
            return nil
        }
        guard !text.isEmpty else {
            add(.invalidValue, field, "is empty")
            return nil
        }
        return text
    }

    mutating func requiredText(_ field: String) -> String? { require(field).flatMap { text($0, field) } }

    mutating func optionalText(_ field: String) -> String? { object[field].flatMap { text($0, field) } }

    mutating func flag(_ value: JSONValue, _ field: String) -> Bool? {
        if value.bool == nil { add(.wrongType, field, "is \(value.typeName), expected boolean") }
        return value.bool
    }

    mutating func integer(_ value: JSONValue, _ field: String, _ range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = value else {
            add(.wrongType, field, "is \(value.typeName), expected integer")
            return nil
        }
        guard let integer = number.int64.flatMap({ Int(exactly: $0) }), range.contains(integer) else {
            add(.invalidValue, field, "is no integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return integer
    }

    /// A list of texts with at least one element; also one text alone where `orOne`.
    mutating func texts(_ value: JSONValue, _ field: String, orOne: Bool = false, orEmpty: Bool = false) -> [String]? {
        if orOne, value.string != nil { return text(value, field).map { [$0] } }
        guard let elements = value.array else {
            add(.wrongType, field, "is \(value.typeName), expected list")
            return nil
        }
        guard orEmpty || !elements.isEmpty else {
            add(.invalidValue, field, "is empty")
            return nil
        }
        var found: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string, !text.isEmpty else {
                problems.append(
                    PolicyProblem(
                        .wrongType, at: pointer.appending(field).appending(index),
                        "is \(element.typeName), expected text"))
                return nil
            }
            found.append(text)
        }
        return found
    }

    /// Texts that are each one of a closed set.
    mutating func choices<Choice: RawRepresentable>(
        _ value: JSONValue, _ field: String, of all: [Choice], orOne: Bool = false, orEmpty: Bool = false
    ) -> [Choice]? where Choice.RawValue == String {
        guard let texts = texts(value, field, orOne: orOne, orEmpty: orEmpty) else { return nil }
        let chosen = texts.map { choice($0, field, of: all) }
        let known = chosen.compactMap { $0 }
        return known.count == texts.count ? known : nil
    }

    mutating func choice<Choice: RawRepresentable>(
        _ text: String, _ field: String, of all: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        if let known = Choice(rawValue: text) { return known }
        let names = all.map(\.rawValue)
        add(
            .invalidValue, field, "'\(text.shortened)' is not one of " + names.joined(separator: ", "),
            alternatives: names)
        return nil
    }
}

extension String {
    /// At most 60 characters, for messages.
    var shortened: String {
        unicodeScalars.count <= 60 ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(57))) + "..."
    }
}

internal import ReeveJSON
internal import ReevePattern

/// Compiles one test of `arguments`: a map of exactly one operator.
enum ArgumentTestReader {
    /// Values of one list, and hosts of one list.
    static let elementsMaximum = 1_000

    static func operation(
        _ value: JSONValue, at pointer: JSONPointer, problems: inout [PolicyProblem]
    ) -> ArgumentTest.Operation? {
        guard var reader = FieldReader(value, at: pointer, problems: &problems) else { return nil }
        reader.allow(ArgumentTest.operators, as: .unknownOperator, called: "operator")
        defer { problems += reader.problems }
        guard reader.problems.isEmpty else { return nil }
        guard reader.object.count == 1, let member = reader.object.members.first else {
            reader.add(
                .operatorCount, nil, "has \(reader.object.count) operators, expected one",
                alternatives: ArgumentTest.operators)
            return nil
        }
        return operation(member.key, member.value, &reader)
    }

    private static func operation(
        _ name: String, _ value: JSONValue, _ reader: inout FieldReader
    ) -> ArgumentTest.Operation? {
        switch name {
        case "equals": return .equals(value)
        case "in": return list(value, name, &reader).map { .isIn($0) }
        case "notIn": return list(value, name, &reader).map { .notIn($0) }
        case "min": return number(value, name, &reader).map { .atLeast($0) }
        case "max": return number(value, name, &reader).map { .atMost($0) }
        case "maxLength": return reader.integer(value, name, 0...1_000_000_000).map { .maxLength($0) }
        case "present": return reader.flag(value, name).map { .present($0) }
        case "startsWith": return reader.text(value, name).map { .startsWith($0) }
        case "matches": return reader.text(value, name).flatMap { pattern($0, &reader) }
        case "under": return reader.text(value, name).flatMap { root($0, &reader) }
        case "hostIn": return hosts(value, &reader)
        default: return nil
        }
    }

    private static func list(_ value: JSONValue, _ name: String, _ reader: inout FieldReader) -> [JSONValue]? {
        guard let elements = value.array else {
            reader.add(.wrongType, name, "is \(value.typeName), expected list")
            return nil
        }
        guard (1...elementsMaximum).contains(elements.count) else {
            reader.add(.invalidValue, name, "has \(elements.count) values, expected 1 to \(elementsMaximum)")
            return nil
        }
        return elements
    }

    private static func number(_ value: JSONValue, _ name: String, _ reader: inout FieldReader) -> JSONNumber? {
        if value.number == nil { reader.add(.wrongType, name, "is \(value.typeName), expected number") }
        return value.number
    }

    private static func pattern(_ source: String, _ reader: inout FieldReader) -> ArgumentTest.Operation? {
        do {
            return .matches(try BoundedPattern(source))
        } catch {
            reader.add(.invalidPattern, "matches", error.description)
            return nil
        }
    }

    private static func root(_ path: String, _ reader: inout FieldReader) -> ArgumentTest.Operation? {
        guard let normal = PathContainment.normalized(path) else {
            reader.add(.invalidValue, "under", "'\(path.shortened)' is no absolute path")
            return nil
        }
        return .under(normal)
    }

    private static func hosts(_ value: JSONValue, _ reader: inout FieldReader) -> ArgumentTest.Operation? {
        guard let texts = reader.texts(value, "hostIn") else { return nil }
        guard texts.count <= elementsMaximum else {
            reader.add(.invalidValue, "hostIn", "has \(texts.count) hosts, expected 1 to \(elementsMaximum)")
            return nil
        }
        let patterns = texts.compactMap { text -> HostPattern? in
            if let pattern = HostPattern(text) { return pattern }
            reader.add(.invalidValue, "hostIn", "'\(text.shortened)' is no host such as api.example.org")
            return nil
        }
        return patterns.count == texts.count ? .hostIn(patterns, texts: texts) : nil
    }
}

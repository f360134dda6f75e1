internal import ReeveJSON
internal import ReevePattern

/// One test of one value in a call's arguments.
struct ArgumentTest: Sendable {
    enum Operation: Sendable {
        case equals(JSONValue)
        case isIn([JSONValue])
        case notIn([JSONValue])
        case matches(BoundedPattern)
        case startsWith(String)
        case under(String)
        case atLeast(JSONNumber)
        case atMost(JSONNumber)
        /// Unicode scalars, as JSON Schema counts.
        case maxLength(Int)
        case present(Bool)
        case hostIn([HostPattern], texts: [String])
    }

    /// Every operator, as manifests write it.
    static let operators = [
        "equals", "in", "notIn", "matches", "startsWith", "under", "min", "max", "maxLength", "present", "hostIn",
    ]

    let pointer: JSONPointer
    let operation: Operation

    /// Tests the value that the pointer finds in `arguments`.
    ///
    /// What is missing meets no test but `present: false`; a value of another type than the test's is an error.
    func evaluate(_ arguments: JSONValue) -> ConditionResult {
        let value = pointer.resolve(in: arguments)
        if case .present(let isWanted) = operation { return ConditionResult((value != nil) == isWanted) }
        guard let value else { return .fails }
        switch operation {
        case .equals(let wanted): return compare(value, with: [wanted], isMember: true)
        case .isIn(let wanted): return compare(value, with: wanted, isMember: true)
        case .notIn(let unwanted): return compare(value, with: unwanted, isMember: false)
        case .atLeast(let bound): return number(value) { !($0 < bound) }
        case .atMost(let bound): return number(value) { !(bound < $0) }
        case .startsWith(let prefix): return text(value) { $0.utf8.starts(with: prefix.utf8) }
        case .maxLength(let bound): return text(value) { $0.unicodeScalars.count <= bound }
        case .matches(let pattern): return search(pattern, in: value)
        case .under(let root): return under(root, value)
        case .hostIn(let patterns, _): return host(patterns, value)
        case .present: return .fails
        }
    }

    /// A value that has the type of none of the others cannot be compared.
    private func compare(_ value: JSONValue, with others: [JSONValue], isMember: Bool) -> ConditionResult {
        guard others.contains(where: { $0.typeName == value.typeName }) else {
            return wrongType(value, expected: others.first?.typeName ?? "value")
        }
        return ConditionResult(others.contains(value) == isMember)
    }

    private func number(_ value: JSONValue, _ test: (JSONNumber) -> Bool) -> ConditionResult {
        guard case .number(let number) = value else { return wrongType(value, expected: "number") }
        return ConditionResult(test(number))
    }

    private func text(_ value: JSONValue, _ test: (String) -> Bool) -> ConditionResult {
        guard case .string(let text) = value else { return wrongType(value, expected: "string") }
        return ConditionResult(test(text))
    }

    private func search(_ pattern: BoundedPattern, in value: JSONValue) -> ConditionResult {
        guard case .string(let text) = value else { return wrongType(value, expected: "string") }
        switch pattern.match(text) {
        case .matched: return .holds
        case .notMatched: return .fails
        case .budgetExceeded: return .error(ConditionError(.patternBudgetExceeded, .arguments, pointer: pointer))
        }
    }

    private func under(_ root: String, _ value: JSONValue) -> ConditionResult {
        guard case .string(let path) = value else { return wrongType(value, expected: "string") }
        guard PathContainment.normalized(path) != nil else {
            return .error(ConditionError(.pathNotAbsolute, .arguments, pointer: pointer))
        }
        return ConditionResult(PathContainment.isPath(path, under: root))
    }

    private func host(_ patterns: [HostPattern], _ value: JSONValue) -> ConditionResult {
        guard case .string(let text) = value else { return wrongType(value, expected: "string") }
        guard let host = HostPattern.host(of: text) else {
            return .error(ConditionError(.hostUnreadable, .arguments, pointer: pointer))
        }
        return ConditionResult(patterns.contains { $0.matches(host) })
    }

    private func wrongType(_ value: JSONValue, expected: String) -> ConditionResult {
        .error(
            ConditionError(
                .wrongType, .arguments, pointer: pointer, detail: "\(value.typeName), expected \(expected)"))
    }
}

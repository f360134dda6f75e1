internal import Glibc
internal import ReeveJSON

/// A JSON value whose equality is that of JSON Schema to the last scalar.
struct ExactValue: Hashable {
    let value: JSONValue

    static func == (lhs: ExactValue, rhs: ExactValue) -> Bool { isSame(lhs.value, rhs.value) }

    // Values that are the same to the last scalar are equal to Swift too, so they hash alike.
    func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }

    static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.number(let left), .number(let right)): return left == right
        case (.string(let left), .string(let right)): return ExactText.isSame(left, right)
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            for index in left.indices where !isSame(left[index], right[index]) { return false }
            return true
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            for (one, other) in zip(left.members, right.members)
            where !ExactText.isSame(one.key, other.key) || !isSame(one.value, other.value) { return false }
            return true
        default: return false
        }
    }
}

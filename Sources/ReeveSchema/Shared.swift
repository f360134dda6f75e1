internal import ReeveJSON
internal import ReevePattern

/// A part of a node that is read in place: a copy of it would count references to each of its fields.
@dynamicMemberLookup
final class Shared<Value: Sendable>: Sendable {
    private let value: Value

    init(_ value: Value) { self.value = value }

    subscript<Field>(dynamicMember field: KeyPath<Value, Field>) -> Field { value[keyPath: field] }
}

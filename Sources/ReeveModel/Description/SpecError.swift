/// A stored spec that its kind cannot read.
package struct SpecError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Such as `Connection.command`.
    package let field: String

    package init(field: String) { self.field = field }

    package var description: String { "the stored value of '\(field)' is not in its normal form" }
}

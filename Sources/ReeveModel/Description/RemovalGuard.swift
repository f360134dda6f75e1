import ReeveJSON

/// Objects of a kind that are guarded as with `protect: confirm`, whatever their own `protect` says.
///
/// ```swift
/// removalGuard: RemovalGuard("with bindings") { spec in spec["bindings"]?.array?.isEmpty == false }
/// ```
package struct RemovalGuard: Sendable {
    /// Which objects, behind the name of the kind: `is a Policy with bindings`.
    package let words: String
    private let isHeld: @Sendable (JSONValue) -> Bool

    /// - Parameter isHeld: whether an object with this spec is guarded.
    package init(_ words: String, where isHeld: @escaping @Sendable (JSONValue) -> Bool) {
        self.words = words
        self.isHeld = isHeld
    }

    package func holds(_ spec: JSONValue) -> Bool { isHeld(spec) }
}

import ReeveJSON

/// A name in a field that stands for another object.
package struct ObjectReference: Sendable, Hashable {
    /// JSON Pointer of the field in the spec.
    package let pointer: String
    package let kind: String
    package let name: String
    /// The environment that the name is meant in, where a field says so.
    package let environment: String?
    /// Where true, any environment of the organization may hold it (policy bindings).
    package let looksDown: Bool
    package let line: Int
    package let column: Int

    package init(
        pointer: String, kind: String, name: String, environment: String? = nil, looksDown: Bool = false, line: Int = 0,
        column: Int = 0
    ) {
        self.pointer = pointer
        self.kind = kind
        self.name = name
        self.environment = environment
        self.looksDown = looksDown
        self.line = line
        self.column = column
    }
}

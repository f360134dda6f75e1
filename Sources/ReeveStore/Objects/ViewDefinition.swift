/// A read-only SQL view over the objects of one kind, made from the kind's description.
package struct ViewDefinition: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var name: String
        /// A JSON Pointer into the spec, or into the element. The view shows a scalar as text, number or 0/1, and all
        /// else as JSON.
        package var pointer: String

        package init(name: String, pointer: String) {
            self.name = name
            self.pointer = pointer
        }
    }

    /// The name of the view: lower-case letters, digits and `_`.
    package var name: String
    package var kind: String
    /// A JSON Pointer to a list of the spec: the view has one row for each element. Nil: one row for each object.
    package var elements: String?
    package var columns: [Column]

    package init(name: String, kind: String, elements: String? = nil, columns: [Column]) {
        self.name = name
        self.kind = kind
        self.elements = elements
        self.columns = columns
    }
}

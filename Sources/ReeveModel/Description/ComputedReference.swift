import ReeveJSON

/// A reference whose kind the description alone does not fix, such as a policy binding's `id`.
package struct ComputedReference: Sendable, Hashable {
    package let pointer: JSONPointer
    package let kind: String
    package let name: String
    /// The environment that the name is meant in; nil: every one that has the name.
    package let environment: String?
    /// Where true, any environment of the organization may hold it.
    package let looksDown: Bool

    package init(pointer: JSONPointer, kind: String, name: String, environment: String? = nil, looksDown: Bool = false)
    {
        self.pointer = pointer
        self.kind = kind
        self.name = name
        self.environment = environment
        self.looksDown = looksDown
    }
}

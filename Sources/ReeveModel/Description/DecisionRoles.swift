/// What decisions read objects of a kind for.
package struct DecisionRoles: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Policies decide by it: a plan that changes such an object shows the access that it gives and takes.
    package static let policy = DecisionRoles(rawValue: 1 << 0)
    /// It says who may ask for work: a person, a machine, or what either is in an organization.
    package static let requester = DecisionRoles(rawValue: 1 << 1)
    /// The gate of every call reads it. While such an object is not as reeve wrote it, the gate of its scope stays shut.
    package static let gate = DecisionRoles(rawValue: 1 << 2)
}

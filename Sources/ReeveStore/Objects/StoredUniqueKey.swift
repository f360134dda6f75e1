internal import ReeveModel

/// A value that only one object may have, beside its name: a user's email, an agent's slug.
package struct StoredUniqueKey: Sendable, Hashable {
    /// The rule's name, `User.email`.
    package var name: String
    /// Where the value is unique; the path of a scope, or empty for everywhere.
    package var scope: String
    /// The value as compared (casefolded by the caller where case does not count).
    package var value: String

    package init(name: String, scope: String = "", value: String) {
        self.name = name
        self.scope = scope
        self.value = value
    }
}

internal import ReeveModel

/// A value that only one object may have, besides its name; for example the email of a user or the slug of an agent.
package struct StoredUniqueKey: Sendable, Hashable {
    /// The name of the rule, for example `User.email`.
    package var name: String
    /// The path of the scope in which the value is unique; empty for the whole store.
    package var scope: String
    /// The value in the form that is compared. Where case does not count, the caller has folded it.
    package var value: String

    package init(name: String, scope: String = "", value: String) {
        self.name = name
        self.scope = scope
        self.value = value
    }
}

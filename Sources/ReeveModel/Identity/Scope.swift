/// An organization and an environment of it, either of them absent for wider scopes.
package struct Scope: Sendable, Hashable {
    package let organization: String?
    package let environment: String?

    package init(organization: String? = nil, environment: String? = nil) {
        self.organization = organization
        self.environment = environment
    }

    package static let global = Scope()
}

extension Scope: CustomStringConvertible {
    /// `acme/prod`, `acme`, or `global`.
    package var description: String {
        [organization, environment].compactMap { $0 }.joined(separator: "/").nonEmpty ?? "global"
    }
}

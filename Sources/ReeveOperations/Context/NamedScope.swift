import ReeveModel

/// An organization and an environment, as options or variables name them. Nil stands for any.
package struct NamedScope: Sendable, Hashable {
    package let organization: String?
    package let environment: String?

    package static let any = NamedScope(organization: nil, environment: nil)

    package init(organization: String?, environment: String?) {
        self.organization = organization
        self.environment = environment
    }

    package var isAny: Bool { organization == nil && environment == nil }

    /// Whether this organization and environment are included. An object that has none is included only where none is
    /// named.
    package func contains(organization: String?, environment: String?) -> Bool {
        (self.organization == nil || self.organization == organization)
            && (self.environment == nil || self.environment == environment)
    }

    package func contains(_ scope: Scope) -> Bool {
        contains(organization: scope.organization, environment: scope.environment)
    }

    /// For example ` in organization 'acme', environment 'prod'`; empty where nothing is named.
    package var suffix: String {
        let parts = [organization.map { "organization '\($0)'" }, environment.map { "environment '\($0)'" }]
            .compactMap { $0 }
        return parts.isEmpty ? "" : " in " + parts.joined(separator: ", ")
    }
}

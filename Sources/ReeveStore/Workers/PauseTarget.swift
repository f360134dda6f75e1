/// What a pause holds back.
package struct PauseTarget: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case queue
        case organization
        case agent
        case provider
    }

    package var kind: Kind
    /// Empty for a queue, and for a pause of a whole organization.
    package var organization: String
    /// Empty for a queue, for an organization, and for a provider of the whole organization.
    package var environment: String
    package var name: String

    package init(kind: Kind, organization: String = "", environment: String = "", name: String) {
        self.kind = kind
        self.organization = organization
        self.environment = environment
        self.name = name
    }
}

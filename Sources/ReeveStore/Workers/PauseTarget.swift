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

    /// Whether the target holds a run back: its queue, its organization, its agent, or the provider that it asks first.
    package func holds(_ run: RunRecord) -> Bool {
        let identity = run.identity
        switch kind {
        case .queue: return name == identity.queue
        case .organization: return name == identity.organization
        case .agent:
            return organization == identity.organization && environment == identity.environment
                && name == run.assignment.agent
        case .provider:
            return organization == identity.organization && name == run.usage.provider
                && (environment.isEmpty || environment == identity.environment)
        }
    }

    package init(kind: Kind, organization: String = "", environment: String = "", name: String) {
        self.kind = kind
        self.organization = organization
        self.environment = environment
        self.name = name
    }
}

internal import ReeveModel

/// The agent that acts.
package struct AgentFacts: Sendable, Hashable {
    /// The object's name, which bindings use.
    package var name: String
    /// The name in targets.
    package var slug: String
    package var labels: [String: String]
    package var tags: Set<String>
    /// The agent's Roles in active teams.
    package var roles: Set<String>
    /// The active teams that it is a member of.
    package var teams: Set<String>

    package init(
        name: String, slug: String? = nil, labels: [String: String] = [:], tags: Set<String> = [],
        roles: Set<String> = [], teams: Set<String> = []
    ) {
        self.name = name
        self.slug = slug ?? name
        self.labels = labels
        self.tags = tags
        self.roles = roles
        self.teams = teams
    }
}

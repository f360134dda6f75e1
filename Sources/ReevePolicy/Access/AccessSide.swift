package import ReeveModel

/// One side of a comparison: the policies, the agents and what is declared about tools.
package struct AccessSide: Sendable {
    /// An agent with what it was granted.
    package struct Agent: Sendable, Hashable {
        package let key: ObjectKey
        package let facts: AgentFacts
        package let environment: EnvironmentFacts
        /// Enabled, and its tools.
        package let grant: GrantCheck.Agent
        package let serviceAccount: GrantCheck.ServiceAccount?

        package init(
            key: ObjectKey, facts: AgentFacts, environment: EnvironmentFacts, grant: GrantCheck.Agent,
            serviceAccount: GrantCheck.ServiceAccount? = nil
        ) {
            self.key = key
            self.facts = facts
            self.environment = environment
            self.grant = grant
            self.serviceAccount = serviceAccount
        }
    }

    package let policies: PolicySet
    package let agents: [ObjectKey: Agent]
    /// Declarations by scope and address (`git/git_log`).
    package let tools: [Scope: [String: ToolFacts]]

    package init(policies: PolicySet, agents: [Agent], tools: [Scope: [String: ToolFacts]] = [:]) {
        self.policies = policies
        self.agents = Dictionary(agents.map { ($0.key, $0) }) { first, _ in first }
        self.tools = tools
    }
}

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
    package let declarations: any AccessDeclarations
    /// Who of those that bindings name may submit work.
    package let requesters: BoundRequesters

    package init(
        policies: PolicySet, declarations: any AccessDeclarations, requesters: BoundRequesters = BoundRequesters()
    ) {
        self.policies = policies
        self.declarations = declarations
        self.requesters = requesters
    }

    /// - Parameter tools: declarations by scope and address (`git/git_log`).
    package init(
        policies: PolicySet, agents: [Agent], tools: [Scope: [String: ToolFacts]] = [:],
        requesters: BoundRequesters = BoundRequesters()
    ) {
        self.init(policies: policies, declarations: AccessTables(agents, tools), requesters: requesters)
    }
}

private struct AccessTables: AccessDeclarations {
    private let agents: [ObjectKey: AccessSide.Agent]
    private let tools: [Scope: [String: ToolFacts]]

    init(_ agents: [AccessSide.Agent], _ tools: [Scope: [String: ToolFacts]]) {
        self.agents = Dictionary(agents.map { ($0.key, $0) }) { first, _ in first }
        self.tools = tools
    }

    var agentKeys: [ObjectKey] { agents.keys.sorted() }
    func agent(_ key: ObjectKey) -> AccessSide.Agent? { agents[key] }
    func tool(_ address: String, in scope: Scope) -> ToolFacts? { tools[scope]?[address] }
    var toolAddresses: [Scope: Set<String>] { tools.mapValues { Set($0.keys) } }
}

package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveScheduler
package import ReeveStore

/// Everything of one environment that the gate decides by, compiled, as it was at one revision.
package struct ExecutionScope: Sendable {
    package struct Agent: Sendable {
        package let uid: ULID
        package let spec: AgentSpec
        package let facts: AgentFacts
        package let grants: GrantCheck
    }

    package struct Connection: Sendable {
        package let uid: ULID
        package let name: String
        package let spec: ConnectionSpec
        /// Names its server: what a pin of the connection holds. See ``ConnectionTransport/identity``.
        package let identity: ContentDigest
    }

    package struct Declaration: Sendable {
        package let uid: ULID
        package let spec: ToolSpec
        package let input: SchemaCheck
        package let readBack: ReadBack?
    }

    /// What is asked before a call of unknown effect is made again.
    package struct ReadBack: Sendable {
        package let spec: ToolSpec.ReadBack
        package let tests: ExpectationEvaluator
    }

    /// What is known of a tool from the last sync.
    package struct Tool: Sendable {
        package let current: CompiledTool?
        /// The newest definition that the server gave, accepted or not.
        package let observed: ContentDigest
        /// Its rows are as the store wrote them.
        package let isIntact: Bool
    }

    package let scope: Scope
    package let organization: String
    package let environment: String
    package let environmentUID: ULID
    package let revision: ScopeRevision
    package let rules: EnvironmentSpec.Rules
    package let facts: EnvironmentFacts
    package let agents: [String: Agent]
    package let connections: [String: Connection]
    /// By address.
    package let declarations: [String: Declaration]
    /// By address.
    package let tools: [String: Tool]
    /// By address or connection.
    package let pins: [String: ContentDigest]
    package let policies: PolicySet
    package let limits: LimitSet
    /// A row that was changed by other hands than the store's: nothing is decided by such a scope.
    package let flaw: String?

    /// Whether the store is still as the scope was made from; asked in the transaction that acts by the scope.
    package func isCurrent(in rows: any StoreReading) throws(StoreError) -> Bool {
        try ScopeRevision.read(rows, organization: organization, environment: environment) == revision
    }
}

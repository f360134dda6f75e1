package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveScheduler
package import ReeveStore

/// One environment as the gate sees it: everything that the gate decides by, compiled, at one revision of the store.
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
        /// Identifies the server. A pin of the connection holds this digest; see ``ConnectionTransport/identity``.
        package let identity: ContentDigest
    }

    package struct Declaration: Sendable {
        package let uid: ULID
        package let spec: ToolSpec
        package let input: SchemaCheck
        package let readBack: ReadBack?
    }

    /// The question that is asked before a call of unknown effect is made again.
    package struct ReadBack: Sendable {
        package let spec: ToolSpec.ReadBack
        package let tests: ExpectationEvaluator
    }

    /// What the last sync has found out about a tool.
    package struct Tool: Sendable {
        package let current: CompiledTool?
        /// The newest definition that the server gave, accepted or not.
        package let observed: ContentDigest
        /// Whether the rows of the tool are as the store wrote them.
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
    /// By the address of a tool or the name of a connection.
    package let pins: [String: ContentDigest]
    package let policies: PolicySet
    package let limits: LimitSet
    package let teamwork: Teamwork
    /// Names a row that was changed by other hands than the store's. While there is one, the gate decides nothing by
    /// this scope.
    package let flaw: String?

    /// Whether the store still has the revision that the scope was made from. Asked in the transaction that acts by the
    /// scope.
    package func isCurrent(in rows: any StoreReading) throws(StoreError) -> Bool {
        try ScopeRevision.read(rows, organization: organization, environment: environment) == revision
    }
}

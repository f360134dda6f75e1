internal import ReeveModel

/// The values of a run that limits look at.
package struct LimitSubject: Sendable, Hashable {
    package var organization: String
    package var environment: String
    /// The slug of the agent.
    package var agent: String
    /// The address of the tool, without a version.
    package var tool: String
    package var connection: String
    /// Who submitted the work.
    package var user: String?

    package init(
        organization: String, environment: String, agent: String, tool: String, connection: String, user: String?
    ) {
        self.organization = organization
        self.environment = environment
        self.agent = agent
        self.tool = tool
        self.connection = connection
        self.user = user
    }

    /// Nil where the run has no such value. A limit that asks for the value then does not apply.
    func value(_ dimension: LimitSpec.Dimension) -> String? {
        switch dimension {
        case .agent: agent
        case .tool: tool
        case .connection: connection
        case .provider: nil
        case .user: user
        case .environment: environment
        }
    }
}

package import ReeveJSON
package import ReeveModel

/// One question to the policies: may this agent do this, now, with these arguments?
///
/// A fact that is nil is not known and counts as the worst, as each one says.
package struct PolicyRequest: Sendable, Hashable {
    package var organization: String
    package var environment: EnvironmentFacts
    package var action: PolicyAction
    package var target: PolicyTarget
    /// Nil where no agent acts; bindings to agents, roles and teams then match nothing.
    package var agent: AgentFacts?
    package var subject: SubjectFacts
    package var tool: ToolFacts
    /// The input as it will be sent, after coercion; nil makes every test of an argument an error.
    package var arguments: JSONValue?
    /// Nil makes a condition on it an error.
    package var origin: RequestOrigin?
    /// The instant that time windows are asked about.
    package var time: Timestamp
    /// The media type of a resource, without or with parameters; nil makes a condition on it an error.
    package var contentType: String?
    /// Bytes; nil is larger than every bound.
    package var sizeBytes: Int64?
    /// Levels of delegation above this request; nil is deeper than every bound.
    package var depth: Int?
    /// Micro-units of the organization's currency; nil is nothing left.
    package var budgetLeftMicros: Int64?
    /// Time to live that is left; nil and zero are expired.
    package var timeToLive: Duration?
    /// Whether the run has seen untrusted content; nil is tainted.
    package var isTainted: Bool?
    /// Calls that the run has made before this one; nil is more than every bound.
    package var callsInRun: Int?

    package init(
        organization: String, environment: EnvironmentFacts, action: PolicyAction, target: PolicyTarget,
        agent: AgentFacts? = nil, subject: SubjectFacts = SubjectFacts(), tool: ToolFacts = ToolFacts(),
        arguments: JSONValue? = nil, origin: RequestOrigin? = nil, time: Timestamp
    ) {
        self.organization = organization
        self.environment = environment
        self.action = action
        self.target = target
        self.agent = agent
        self.subject = subject
        self.tool = tool
        self.arguments = arguments
        self.origin = origin
        self.time = time
    }
}

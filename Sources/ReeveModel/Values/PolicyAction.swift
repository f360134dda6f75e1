/// What somebody wants to do; the closed set that rules name.
package enum PolicyAction: String, Sendable, Hashable, CaseIterable {
    case toolInvoke = "tool.invoke"
    /// Showing a tool to the model; see ``PolicySet/decide(_:)``.
    case toolList = "tool.list"
    case resourceRead = "resource.read"
    case promptInvoke = "prompt.invoke"
    case agentInvoke = "agent.invoke"
    /// Names the run's agent.
    case taskExecute = "task.execute"
    /// Names the run's agent.
    case runApprove = "run.approve"

    /// Whether something in this version asks for it; a rule for another one has no effect yet.
    package var isServed: Bool {
        switch self {
        case .toolInvoke, .toolList, .agentInvoke, .taskExecute, .runApprove: true
        case .resourceRead, .promptInvoke: false
        }
    }
}

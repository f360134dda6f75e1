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

    var bit: UInt8 {
        switch self {
        case .toolInvoke: 1
        case .toolList: 2
        case .resourceRead: 4
        case .promptInvoke: 8
        case .agentInvoke: 16
        case .taskExecute: 32
        case .runApprove: 64
        }
    }
}

/// The actions that a rule's glob names.
struct PolicyActionSet: Sendable, Hashable {
    private var bits: UInt8

    static let all = PolicyActionSet(PolicyAction.allCases)

    init(_ actions: [PolicyAction]) { bits = actions.reduce(0) { $0 | $1.bit } }

    var isEmpty: Bool { bits == 0 }

    func contains(_ action: PolicyAction) -> Bool { bits & action.bit != 0 }
    func contains(_ other: PolicyActionSet) -> Bool { bits & other.bits == other.bits }
}

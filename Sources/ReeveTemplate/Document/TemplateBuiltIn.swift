import ReeveJSON

/// The names that every template may use without declaring them, where the run has a value for them.
package enum TemplateBuiltIn: String, Sendable, Hashable, CaseIterable {
    case agentName = "agent_name"
    case taskTitle = "task_title"
    case taskDescription = "task_description"
    case teamName = "team_name"
    case teamGoal = "team_goal"
    case roleName = "role_name"

    /// What it stands for, for pages and `explain`.
    package var meaning: String {
        switch self {
        case .agentName: "the name of the agent that does the task"
        case .taskTitle: "the item's title, or its name"
        case .taskDescription: "the item's description"
        case .teamName: "the name of the team that the task is given to"
        case .teamGoal: "that team's goal"
        case .roleName: "the role that the agent has in it"
        }
    }

    package static let names = allCases.map(\.rawValue)
}

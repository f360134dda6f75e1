internal import ReeveStore

/// Who does a task: an agent, and what it is in a team.
package struct TaskSeat: Sendable, Hashable {
    package struct Membership: Sendable, Hashable {
        package let team: String
        package let role: String
        /// The place of the member in the team's list.
        package let index: Int
    }

    package let agent: String
    /// Nil for an agent that no active team has.
    package let membership: Membership?

    package init(agent: String, membership: Membership? = nil) {
        self.agent = agent
        self.membership = membership
    }
}

extension TaskSeat {
    /// Who has a stored task. The place in the team's list is not kept.
    init(_ run: RunRecord) {
        let membership = run.identity.team.flatMap { team in
            run.identity.role.map { Membership(team: team, role: $0, index: 0) }
        }
        self.init(agent: run.assignment.agent ?? "", membership: membership)
    }
}

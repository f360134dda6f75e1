internal import ReeveModel

extension TaskObjects {
    /// Who takes the task of a cell.
    ///
    /// - Parameter place: of the cell among the item's.
    func seat(of task: BatchSpec.Task, cell place: Int) throws(TaskSeatError) -> TaskSeat {
        switch task.assignee {
        case .agent(let agent):
            do {
                return try seat(agent: agent, role: nil, team: nil)
            } catch {
                // Whoever works in several active teams works for none of them, where only its name is said.
                guard case .severalTeams = error.code else { throw error }
                return TaskSeat(agent: agent)
            }
        case .role(let role, let team): return try seat(agent: nil, role: role, team: team, cell: place)
        }
    }

    /// Everybody who may take the task, in the order of their turns.
    func seats(of task: BatchSpec.Task) throws(TaskSeatError) -> [TaskSeat] {
        let first = try seat(of: task, cell: 0)
        guard case .role = task.assignee else { return [first] }
        var seats = [first]
        for place in 1...members(of: first) {
            let next = try seat(of: task, cell: place)
            if next == first { break }
            seats.append(next)
        }
        return seats
    }

    private func members(of seat: TaskSeat) -> Int {
        seat.membership.flatMap { teams[$0.team]?.members.count } ?? 1
    }
}

extension TaskSeat {
    /// Why the task is this agent's, in words; nil where the item names the agent.
    func reason(of task: BatchSpec.Task, cell place: Int) -> String? {
        guard case .role(let role, _) = task.assignee, let membership else { return nil }
        return
            "member \(membership.index + 1) of team '\(membership.team)', in turn for cell \(place + 1) of role '\(role)'"
    }
}

extension TaskSeatError {
    /// The field of the task that is wrong.
    var field: String {
        switch code {
        case .noAgent, .notInTeam, .nobody: "agent"
        case .noTeam, .severalTeams: "team"
        case .noActiveTeam, .noMember: "role"
        }
    }
}

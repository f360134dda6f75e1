internal import ReeveDiagnostics
internal import ReeveModel

/// Who does a task: the agent of the item, or a member of a team that has the item's role.
struct TaskAssignment: Sendable, Hashable {
    struct Failure: Error, Sendable, Hashable {
        let message: String
        let field: String
    }

    let agent: String
    var team: String?
    var role: String?
    /// The position of the member in the team; nil where the item names the agent and no team has the agent.
    var member: Int?
    /// Why this agent; nil where the item names it.
    var reason: String?

    /// Members that may take the cells of an item, in turn.
    struct Roster: Sendable {
        let team: ExecutionScope.Team
        let role: String
        let members: [(position: Int, member: TeamSpec.Member)]

        /// The assignment of the run at a place in the order of cells.
        func assignment(at place: Int) -> TaskAssignment {
            let turn = place % members.count
            let (position, member) = members[turn]
            return TaskAssignment(
                agent: member.agent, team: team.key.name, role: role, member: position,
                reason:
                    "member \(turn + 1) of \(members.count) with role '\(role)' in team '\(team.key.name)', for cell \(place + 1)"
            )
        }
    }

    /// - Throws: ``Failure`` where there is no such team, or nobody in it has the role.
    static func roster(role: String, team name: String?, in scope: ExecutionScope) throws(Failure) -> Roster {
        let team = try name == nil ? activeTeam(with: role, in: scope) : self.team(name ?? "", in: scope)
        let members = team.spec.members.enumerated().filter { $0.element.role == role }
        guard !members.isEmpty else {
            throw Failure(message: "team '\(team.key.name)' has no member with role '\(role)'", field: "role")
        }
        return Roster(team: team, role: role, members: members.map { (position: $0.offset, member: $0.element) })
    }

    private static func team(_ name: String, in scope: ExecutionScope) throws(Failure) -> ExecutionScope.Team {
        guard let team = scope.teamwork.teams[name] else {
            throw Failure(
                message: "team '\(name)' does not exist in '\(scope.organization)/\(scope.environment)'", field: "team")
        }
        return team
    }

    private static func activeTeam(with role: String, in scope: ExecutionScope) throws(Failure) -> ExecutionScope.Team {
        let teams = scope.teamwork.teams.values.filter { team in
            team.spec.isActive && team.spec.members.contains { $0.role == role }
        }.sorted { $0.key.name < $1.key.name }
        switch teams.count {
        case 1: return teams[0]
        case 0:
            throw Failure(
                message:
                    "no active team in '\(scope.organization)/\(scope.environment)' has a member with role '\(role)'",
                field: "role")
        default:
            let names = teams.map { "'\($0.key.name)'" }.joined(separator: ", ")
            throw Failure(
                message: "the active teams \(names) have members with role '\(role)'; name one", field: "team")
        }
    }

    /// The assignment of an item that names its agent. Where exactly one active team has the agent, the task is that
    /// team's.
    static func named(_ agent: String, in scope: ExecutionScope) -> TaskAssignment {
        let teams = scope.teamwork.teams.values.filter { team in
            team.spec.isActive && team.spec.members.contains { $0.agent == agent }
        }
        guard teams.count == 1, let team = teams.first,
            let position = team.spec.members.firstIndex(where: { $0.agent == agent })
        else { return TaskAssignment(agent: agent) }
        return TaskAssignment(
            agent: agent, team: team.key.name, role: team.spec.members[position].role, member: position)
    }
}

package import ReeveJSON
package import ReeveModel

/// The objects of one environment that say who does a task and with which template.
package struct TaskObjects: Sendable {
    package static let kinds: Set<String> = [
        KindName.agent, KindName.team, KindName.teamType, KindName.role, KindName.template,
    ]

    package let scope: Scope
    private(set) var agents: [String: AgentSpec] = [:]
    private(set) var teams: [String: TeamSpec] = [:]
    private(set) var teamTypes: [String: TeamTypeSpec] = [:]
    private(set) var roles: [String: RoleSpec] = [:]
    /// The specs in normal form.
    private(set) var templates: [String: JSONObject] = [:]

    package init(scope: Scope) { self.scope = scope }

    /// Takes an object that the environment sees; others are passed over.
    package mutating func put(_ key: ObjectKey, spec: JSONValue) throws(SpecError) {
        guard key.organization == scope.organization, key.environment == nil || key.environment == scope.environment
        else { return }
        switch key.kind {
        case KindName.agent: agents[key.name] = try AgentSpec(spec)
        case KindName.team: teams[key.name] = try TeamSpec(spec)
        case KindName.teamType: teamTypes[key.name] = try TeamTypeSpec(spec)
        case KindName.role: roles[key.name] = try RoleSpec(spec)
        case KindName.template: templates[key.name] = spec.object ?? [:]
        default: break
        }
    }

    /// The path of an object that the environment sees.
    func path(_ kind: String, _ name: String) -> String {
        let isOfOrganization = [KindName.teamType, KindName.role, KindName.template].contains(kind)
        return ObjectKey(
            kind: kind, organization: scope.organization, environment: isOfOrganization ? nil : scope.environment,
            name: name
        ).description
    }
}

extension TaskObjects {
    /// Finds who does a task.
    ///
    /// - Parameter agent: Where nil, the members with `role` take the cells in turn.
    /// - Parameter team: Where nil, the active one that has the agent, or a member with the role.
    /// - Parameter cell: The place of the cell in the batch.
    package func seat(
        agent: String?, role: String?, team: String?, cell: Int = 0
    ) throws(TaskSeatError) -> TaskSeat {
        if let agent, agents[agent] == nil { throw TaskSeatError(.noAgent(agent), among: agents.keys.sorted()) }
        guard agent != nil || role != nil else { throw TaskSeatError(.nobody) }
        guard let (name, spec) = try self.team(named: team, agent: agent, role: role) else {
            return TaskSeat(agent: agent ?? "")
        }
        let members = spec.members.enumerated().filter { _, member in
            (agent == nil || member.agent == agent) && (role == nil || member.role == role)
        }
        guard !members.isEmpty else {
            if let agent { throw TaskSeatError(.notInTeam(agent: agent, team: name, role: role)) }
            throw TaskSeatError(.noMember(role: role ?? "", team: name), among: Set(spec.members.map(\.role)).sorted())
        }
        // An agent with several roles has the first of them where none is asked for.
        let (index, member) = agent == nil ? members[cell % members.count] : members[0]
        return TaskSeat(
            agent: member.agent, membership: TaskSeat.Membership(team: name, role: member.role, index: index))
    }

    /// Nil where no team has the agent, which then works by itself.
    private func team(
        named name: String?, agent: String?, role: String?
    ) throws(TaskSeatError) -> (name: String, spec: TeamSpec)? {
        if let name {
            guard let spec = teams[name] else { throw TaskSeatError(.noTeam(name), among: teams.keys.sorted()) }
            return (name, spec)
        }
        let fitting = teams.filter { _, spec in
            spec.isActive
                && spec.members.contains { member in
                    (agent == nil || member.agent == agent) && (role == nil || member.role == role)
                }
        }.keys.sorted()
        guard fitting.count <= 1 else {
            let what = agent.map { "the agent '\($0)'" } ?? "a member with the role '\(role ?? "")'"
            throw TaskSeatError(.severalTeams(fitting, of: what))
        }
        guard let only = fitting.first, let spec = teams[only] else {
            if let role {
                throw TaskSeatError(
                    .noActiveTeam(role: role),
                    among: Set(teams.values.filter(\.isActive).flatMap { $0.members.map(\.role) }).sorted())
            }
            return nil
        }
        return (only, spec)
    }
}

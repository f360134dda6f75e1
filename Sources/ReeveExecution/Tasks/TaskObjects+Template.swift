internal import ReeveModel
package import ReeveTemplate

extension TaskObjects {
    /// Which template a task takes, with every place that could have named one.
    ///
    /// - Parameter own: The item's own place; see ``TemplateCandidate/item(_:at:of:template:)``.
    package func templateChoice(for seat: TaskSeat, own: TemplateCandidate) -> TemplateChoice {
        var candidates = [
            own,
            .agent(seat.agent, path(KindName.agent, seat.agent), template: agents[seat.agent]?.template),
        ]
        guard let membership = seat.membership, let team = teams[membership.team] else {
            let reason = "'\(seat.agent)' is in no active team"
            candidates += [.member, .team, .teamType, .role].map { .absent($0, because: reason) }
            return TemplateChoice(among: candidates)
        }
        let (name, role) = (membership.team, membership.role)
        let type = teamTypes[team.type]
        let link = type?.roles.firstIndex { $0.role == role }
        candidates += [
            .member(
                seat.agent, at: membership.index, role: role, ofTeam: name, path(KindName.team, name),
                template: team.members[membership.index].template),
            .team(name, role: role, path(KindName.team, name), template: team.templates[role]),
            .teamType(
                team.type, role: role, at: link, path(KindName.teamType, team.type),
                template: link.flatMap { type?.roles[$0].template }),
            .role(role, path(KindName.role, role), template: roles[role]?.template),
        ]
        return TemplateChoice(among: candidates)
    }

    /// What every template may use without declaring it, as far as there is a value.
    ///
    /// - Parameter title: The item's title, else its name; nil without an item.
    package func builtIns(
        for seat: TaskSeat, title: String?, description: String?
    ) -> [TemplateBuiltIn: String] {
        var values: [TemplateBuiltIn: String] = [.agentName: seat.agent]
        values[.taskTitle] = title
        values[.taskDescription] = description
        values[.teamName] = seat.membership?.team
        values[.teamGoal] = seat.membership.flatMap { teams[$0.team]?.goal }
        values[.roleName] = seat.membership?.role
        return values
    }
}

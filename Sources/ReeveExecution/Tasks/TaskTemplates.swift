internal import ReeveModel
internal import ReeveTemplate

/// Finds the template of a task, with its trace (spec runs.md, Tasks).
struct TaskTemplates: Sendable {
    let scope: ExecutionScope

    /// - Parameters:
    ///   - item: the item's name, its position and its own template.
    ///   - batch: the path of the batch.
    func choice(
        item: (name: String, index: Int, template: String?), of batch: String, for assignment: TaskAssignment
    ) -> TemplateChoice {
        let work = scope.teamwork
        var candidates: [TemplateCandidate] = [
            .item(item.name, at: item.index, of: batch, template: item.template)
        ]
        let team = assignment.team.flatMap { work.teams[$0] }
        if let team, let position = assignment.member, team.spec.members.indices.contains(position) {
            let member = team.spec.members[position]
            candidates.append(
                .member(
                    member.agent, at: position, role: member.role, ofTeam: team.key.name, "\(team.key)",
                    template: member.template))
        } else {
            candidates.append(.absent(.member, because: "the task has no team"))
        }
        if let team, let role = assignment.role {
            candidates.append(
                .team(team.key.name, role: role, "\(team.key)", template: team.spec.templates[role]))
            if let type = work.teamTypes[team.spec.type] {
                let index = type.spec.roles.firstIndex { $0.role == role }
                candidates.append(
                    .teamType(
                        type.key.name, role: role, at: index, "\(type.key)",
                        template: index.flatMap { type.spec.roles[$0].template }))
            }
            if let known = work.roles[role] {
                candidates.append(.role(role, "\(known.key)", template: known.spec.template))
            }
        } else {
            for level in [TemplateCandidate.Level.team, .teamType, .role] {
                candidates.append(.absent(level, because: "the task has no role"))
            }
        }
        let agent = ObjectKey(
            kind: KindName.agent, organization: scope.organization, environment: scope.environment,
            name: assignment.agent)
        candidates.append(
            .agent(assignment.agent, "\(agent)", template: scope.agents[assignment.agent]?.spec.template))
        return TemplateChoice(among: candidates)
    }
}

package import ReeveModel

/// What the agents of one environment are in its active teams; what bindings to roles and teams ask about.
package struct TeamSeats: Sendable, Hashable {
    package struct Seat: Sendable, Hashable {
        package fileprivate(set) var roles: Set<String> = []
        package fileprivate(set) var teams: Set<String> = []
    }

    private var seats: [String: Seat] = [:]

    package init() {}

    /// A team that is not active gives nobody anything.
    package mutating func add(_ name: String, _ team: TeamSpec) {
        guard team.isActive else { return }
        for member in team.members {
            seats[member.agent, default: Seat()].roles.insert(member.role)
            seats[member.agent, default: Seat()].teams.insert(name)
        }
    }

    /// Nil for an agent in no active team.
    package subscript(agent: String) -> Seat? { seats[agent] }
}

internal import ReeveDiagnostics

/// Why nobody can be found for a task.
package struct TaskSeatError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case noAgent(String)
        case noTeam(String)
        /// No active team has a member with the role.
        case noActiveTeam(role: String)
        /// Several active teams could be meant.
        case severalTeams([String], of: String)
        case noMember(role: String, team: String)
        case notInTeam(agent: String, team: String, role: String?)
        /// Neither an agent nor a role.
        case nobody
    }

    package let code: Code
    /// A name that was perhaps meant.
    package let nearest: String?

    init(_ code: Code, among names: some Sequence<String> = []) {
        self.code = code
        nearest =
            switch code {
            case .noAgent(let name), .noTeam(let name), .noActiveTeam(let name), .noMember(let name, _):
                NearestName.suggestion(for: name, among: names)
            case .severalTeams, .notInTeam, .nobody: nil
            }
    }

    package var description: String {
        let message =
            switch code {
            case .noAgent(let name): "there is no agent '\(name)' here"
            case .noTeam(let name): "there is no team '\(name)' here"
            case .noActiveTeam(let role): "no active team has a member with the role '\(role)'"
            case .severalTeams(let teams, let what):
                "several active teams have \(what): " + teams.map { "'\($0)'" }.joined(separator: ", ")
            case .noMember(let role, let team): "team '\(team)' has no member with the role '\(role)'"
            case .notInTeam(let agent, let team, let role):
                "agent '\(agent)' is no member of team '\(team)'" + (role.map { " with the role '\($0)'" } ?? "")
            case .nobody: "neither an agent nor a role is named"
            }
        return message + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
}

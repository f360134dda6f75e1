import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// An agent is in a team once with the same role; more roles are more members.
struct TeamMembersCheck: DocumentCheck {
    static let code: DiagnosticCode = "team.member-twice"

    private struct Seat: Hashable {
        let agent: String
        let role: String
    }

    func check(_ context: CheckContext) -> [Diagnostic] {
        var seats: [Seat: Int] = [:]
        var found: [Diagnostic] = []
        for (index, member) in (context.spec["members"]?.array ?? []).enumerated() {
            guard let agent = member["agent"]?.string, let role = member["role"]?.string else { continue }
            let seat = Seat(agent: agent, role: role)
            guard let first = seats[seat] else {
                seats[seat] = index
                continue
            }
            found.append(
                Diagnostic(
                    Self.code, "'\(agent)' is in \(context.subject) twice as '\(role)'",
                    at: context.range("members", String(index)),
                    notes: [.init("first here", at: context.range("members", String(first)))]))
        }
        return found
    }
}

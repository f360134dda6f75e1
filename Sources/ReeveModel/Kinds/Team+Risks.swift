import ReeveJSON

/// A team is widened where somebody gets a role in it that nobody gave before. Policies speak of roles and teams, so a
/// member may do what they allow.
enum TeamRisks {
    static func details(of change: SpecChange) -> [String] {
        guard change.after["active"] != false else { return [] }
        if change.isSwitchedOn("active") { return ["becomes active"] }
        let before = Set((change.before["members"]?.array ?? []).map(Seat.init))
        let gained = (change.after["members"]?.array ?? []).map(Seat.init).filter { !before.contains($0) }
        return SpecChange.gained(gained.map { "\($0.agent) as \($0.role)" }, "gains")
    }

    private struct Seat: Hashable {
        let agent: String
        let role: String

        init(_ member: JSONValue) {
            agent = member["agent"]?.string ?? ""
            role = member["role"]?.string ?? ""
        }
    }
}

import ReeveJSON
import ReeveModel
import TestSupport
import Testing

/// Which changes of a team give somebody more.
@Suite struct TeamRisksTests {
    private func details(_ kind: KindDescription, _ before: JSONValue, _ after: JSONValue) -> [String] {
        let risks = kind.riskRule?.risks(of: SpecChange(before: before, after: after)) ?? []
        return risks.map { "\($0.risk.rawValue) \($0.detail)" }
    }

    private func team(_ members: [(String, String)], active: Bool = true) -> JSONValue {
        [
            "active": .bool(active), "type": "watch",
            "members": .array(members.map { ["agent": .string($0.0), "role": .string($0.1)] }),
        ]
    }

    @Test func whoGetsASeatIsNamed() {
        let one = team([("a", "doctor")])
        #expect(
            details(.team, one, team([("a", "doctor"), ("b", "nurse")])) == ["team-widened gains b as nurse"])
        #expect(details(.team, one, team([("a", "nurse")])) == ["team-widened gains a as nurse"])
        #expect(details(.team, team([("a", "doctor"), ("b", "nurse")]), one) == [])
        #expect(details(.team, team([("a", "x"), ("b", "y")]), team([("b", "y"), ("a", "x")])) == [])
    }

    @Test func aTeamThatIsNotActiveGivesNothing() {
        let off = team([], active: false)
        #expect(details(.team, off, team([("a", "doctor")], active: false)) == [])
        #expect(details(.team, off, team([("a", "doctor")])) == ["team-widened becomes active"])
        #expect(details(.team, team([("a", "doctor")]), off) == [])
    }

    @Test func aTypeThatAllowsMoreIsARisk() {
        let one: JSONValue = ["roles": [["role": "doctor"]], "activeTeams": "one"]
        let two: JSONValue = ["roles": [["role": "doctor"], ["role": "nurse"]], "activeTeams": "many"]
        let every: JSONValue = ["roles": [], "activeTeams": "one"]
        #expect(details(.teamType, one, two) == ["team-widened allows nurse, several teams may be active"])
        #expect(details(.teamType, two, one) == [])
        #expect(details(.teamType, one, every) == ["team-widened allows every role"])
        #expect(details(.teamType, every, one) == [])
    }
}

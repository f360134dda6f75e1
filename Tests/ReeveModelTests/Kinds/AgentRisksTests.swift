import ReeveJSON
import ReeveModel
import TestSupport
import Testing

/// Which caps of an agent's tasks may be raised only with a risk.
@Suite struct AgentRisksTests {
    private func details(_ before: JSONValue, _ after: JSONValue) -> [String] {
        let risks = KindDescription.agent.riskRule?.risks(of: SpecChange(before: before, after: after)) ?? []
        return risks.map { "\($0.risk.rawValue) \($0.detail)" }
    }

    /// The tighter cap first.
    static let caps: [Named<(group: String, tight: JSONValue, loose: JSONValue?)>] = [
        Named("turns", ("limits", 3, 12)), Named("toolCalls", ("limits", 9, 10)),
        Named("tokens", ("limits", 1_000, nil)),
        Named("cost", ("limits", "9.50 EUR", "10.00 EUR")), Named("cost", ("limits", "1.00 EUR", nil)),
        Named("wallClock", ("limits", "90s", "2m")), Named("repeats", ("limits", 1, 2)),
        Named("maxDepth", ("delegation", 0, 1)), Named("budget", ("delegation", "0.10 EUR", "0.20 EUR")),
        Named("ttl", ("delegation", "9m", "1h")),
    ]

    @Test(arguments: caps)
    func aLooserCapIsARiskAndATighterOneIsNone(cap: Named<(group: String, tight: JSONValue, loose: JSONValue?)>) {
        func agent(_ value: JSONValue?) -> JSONValue {
            var group = JSONObject()
            group[cap.name] = value
            return [cap.value.group: .object(group)]
        }
        #expect(
            details(agent(cap.value.tight), agent(cap.value.loose)) == ["limit-raised \(cap.value.group).\(cap.name)"])
        #expect(details(agent(cap.value.loose), agent(cap.value.tight)) == [])
    }

    @Test func amountsThatCannotBeComparedCountAsRaised() {
        #expect(
            details(["limits": ["cost": "9.00 EUR"]], ["limits": ["cost": "1.00 USD"]]) == ["limit-raised limits.cost"])
    }
}

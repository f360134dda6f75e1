import ReeveJSON
import ReeveModel
import Testing

/// Which changes of a provider send what tasks know to another place.
@Suite struct ModelProviderRisksTests {
    private func details(_ before: JSONObject, _ after: JSONObject) -> [String] {
        let risks = KindDescription.modelProvider.riskRule?.risks(
            of: SpecChange(before: .object(before), after: .object(after)))
        return (risks ?? []).map { "\($0.risk.rawValue) \($0.detail)" }
    }

    @Test func aWidenedEgressListIsARisk() {
        let none: JSONObject = ["endpoint": "https://a.example"]
        let one: JSONObject = ["endpoint": "https://a.example", "egress": ["a.example"]]
        let two: JSONObject = ["endpoint": "https://a.example", "egress": ["10.0.0.0/8", "a.example"]]
        #expect(details(one, two) == ["endpoint-changed may connect to 10.0.0.0/8"])
        #expect(details(none, one) == ["endpoint-changed may connect to a.example"])
        #expect(details(two, one) == [])
        #expect(details(one, one) == [])
        #expect(
            details(two, none) == [
                "endpoint-changed egress is gone: the endpoint's own public host is what it may connect to"
            ])
    }
}

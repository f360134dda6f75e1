import ReeveJSON
import ReeveModel
import Testing

/// Which changes of a rule may allow more.
@Suite struct PolicyRisksTests {
    private func policy(_ effect: String, _ conditions: JSONObject) -> JSONValue {
        [
            "active": true, "bindings": [["id": "acme", "priority": 100, "scope": "org"]],
            "rules": [
                [
                    "action": "tool.invoke", "conditions": .object(conditions), "effect": .string(effect), "id": "r",
                    "target": "tool:a/*",
                ]
            ],
        ]
    }

    private func isRisk(_ effect: String, _ before: JSONObject, _ after: JSONObject) -> Bool {
        let change = SpecChange(before: policy(effect, before), after: policy(effect, after))
        return KindDescription.policy.riskRule?.risks(of: change).contains { $0.risk == .permissionWidened } ?? false
    }

    private func window(_ start: String, _ end: String, _ days: [String]? = nil) -> JSONObject {
        var window: JSONObject = ["end": .string(end), "start": .string(start)]
        if let days { window["days"] = JSONValue(days) }
        return ["timeWindow": .object(window)]
    }

    private func test(_ test: JSONObject) -> JSONObject { ["arguments": ["/n": .object(test)]] }

    /// From the wider condition to the narrower one.
    private var narrowings: [(wide: JSONObject, narrow: JSONObject)] {
        [
            (window("22:00", "06:00"), window("22:00", "06:00", ["mon", "tue"])),
            (window("22:00", "06:00", ["mon", "tue", "wed"]), window("22:00", "06:00", ["mon"])),
            (window("22:00", "06:00"), window("23:00", "05:00")),
            (window("22:00", "06:00", ["mon"]), window("01:00", "05:00", ["tue"])),
            (window("08:00", "18:00"), window("08:00", "12:00")),
            (["environment": ["dev", "stage"]], ["environment": ["dev"]]),
            (["depth": ["max": 2]], ["depth": ["max": 1]]), (["callsInRun": ["max": 9]], ["callsInRun": ["max": 0]]),
            (["budgetLeft": ["min": "0.10 EUR"]], ["budgetLeft": ["min": "10.00 EUR"]]), ([:], ["tainted": false]),
            (test(["max": 500]), test(["max": 50])), (test(["min": 1]), test(["min": 2])),
            (test(["maxLength": 9]), test(["maxLength": 3])),
        ]
    }

    @Test func anAllowRuleThatIsNarrowedIsNoRiskAndTheOtherWayRoundIsOne() {
        let ofAllowOnly: [(wide: JSONObject, narrow: JSONObject)] = [
            (test(["in": ["a", "b"]]), test(["in": ["b"]])), (test(["in": ["a", "b"]]), test(["equals": "a"])),
            (test(["notIn": ["a"]]), test(["notIn": ["a", "b"]])),
            (test(["under": "/srv"]), test(["under": "/srv/repos"])),
            (test(["startsWith": "x"]), test(["startsWith": "xy"])),
            (test(["hostIn": ["a.example", "b.example"]]), test(["hostIn": ["a.example"]])),
            (test(["present": true]), test(["equals": 1])),
        ]
        for (wide, narrow) in narrowings + ofAllowOnly {
            #expect(!isRisk("allow", wide, narrow), "\(narrow)")
            #expect(isRisk("allow", narrow, wide), "\(wide)")
        }
    }

    @Test func aDenyRuleThatDeniesMoreIsNoRiskAndTheOtherWayRoundIsOne() {
        for (wide, narrow) in narrowings {
            #expect(!isRisk("deny", narrow, wide), "\(wide)")
            #expect(isRisk("deny", wide, narrow), "\(narrow)")
        }
        #expect(!isRisk("deny", test(["max": 5]), [:]))
        // A number is an error to the first, which denies, and just another value to the second.
        #expect(isRisk("deny", test(["equals": "x"]), test(["in": ["x", 1]])))
    }

    @Test(arguments: [
        (("22:00", "06:00", ["mon"]), ("01:00", "05:00", ["mon"])),
        (("08:00", "12:00", ["mon"]), ("07:59", "12:00", ["mon"])),
        (("22:00", "06:00", ["mon"]), ("05:00", "07:00", ["tue"])),
        (("08:00", "12:00", ["mon"]), ("08:00", "12:00", ["tue"])),
    ])
    func aWindowThatReachesOutOfTheFirstIsARisk(
        before: (String, String, [String]), after: (String, String, [String])
    ) {
        #expect(isRisk("allow", window(before.0, before.1, before.2), window(after.0, after.1, after.2)))
    }

    @Test func pathsThatAreNotPlainAreNotJudged() {
        for path in ["/srv/../etc", "/srv//x", "/srvx", "/srv/.", "srv/a"] {
            #expect(isRisk("allow", test(["under": "/srv"]), test(["under": .string(path)])), "\(path)")
        }
    }
}

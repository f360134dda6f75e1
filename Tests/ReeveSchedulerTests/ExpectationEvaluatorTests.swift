import ReeveJSON
import ReeveModel
import ReeveScheduler
import Testing

@Suite struct ExpectationEvaluatorTests {
    private func pointer(_ text: String) throws -> JSONPointer { try #require(JSONPointer(text)) }

    private let document: JSONValue = [
        "content": [["text": "fine", "type": "text"]], "isError": false, "n": 7, "path": "/srv/repos/a/../b",
    ]

    @Test(
        arguments: [
            ("/n", "equals", 7, true), ("/n", "equals", 8, false), ("/n", "max", 7, true), ("/n", "min", 8, false),
            ("/n", "in", [1, 7], true), ("/n", "notIn", [7], false), ("/isError", "equals", false, true),
            ("/path", "under", "/srv/repos", true), ("/path", "startsWith", "/etc", false),
            ("/content/0/text", "matches", "^f.*e$", true), ("/content/0/text", "maxLength", 3, false),
            ("/absent", "present", false, true), ("/absent", "equals", 1, false), ("/n", "startsWith", "7", false),
        ] as [(String, String, JSONValue, Bool)])
    func testsMeanWhatTheyMeanInPolicies(path: String, test: String, operand: JSONValue, holds: Bool) throws {
        let evaluator = try ExpectationEvaluator([.value(pointer(path), test: test, operand: operand)])
        #expect((evaluator.firstUnmet(in: document) == nil) == holds)
    }

    @Test func schemasAreAppliedToTheValueAtThePath() throws {
        let good = try ExpectationEvaluator([.schema(pointer("/n"), ["type": "integer"])])
        #expect(good.firstUnmet(in: document) == nil)
        let bad = try ExpectationEvaluator([.schema(pointer("/n"), ["type": "string"])])
        #expect(bad.firstUnmet(in: document) != nil)
        let absent = try ExpectationEvaluator([.schema(pointer("/zzz"), [:])])
        #expect(absent.firstUnmet(in: document) != nil)
    }

    @Test func whatCannotBeCompiledIsSaidAtOnce() throws {
        let place = try pointer("/n")
        #expect(throws: ExpectationEvaluator.Failure.self) {
            try ExpectationEvaluator([.schema(place, ["type": "nonsense"])])
        }
        #expect(throws: ExpectationEvaluator.Failure.self) {
            try ExpectationEvaluator([.value(place, test: "matches", operand: "(")])
        }
    }

    @Test func anExpectedEndCountsAsNoFailure() throws {
        let evaluator = try ExpectationEvaluator([.status(.denied, reason: "policy.denied")])
        #expect(
            evaluator.verdict(status: .denied, reason: .policyDenied)
                == .init(status: .denied, reason: .policyDenied, isExpected: true))
        #expect(
            evaluator.verdict(status: .succeeded, reason: nil)
                == .init(
                    status: .failed, reason: .expectationFailed, isExpected: false, unmet: 0,
                    message: "expected denied (policy.denied), succeeded"))
        #expect(
            evaluator.verdict(status: .failed, reason: .toolError)
                == .init(status: .failed, reason: .toolError, isExpected: false))
    }

    @Test func theReasonIsPartOfTheExpectation() throws {
        let evaluator = try ExpectationEvaluator([.status(.failed, reason: "rate.limited")])
        #expect(!evaluator.verdict(status: .failed, reason: .toolError).isExpected)
        #expect(evaluator.verdict(status: .failed, reason: .rateLimited).isExpected)
    }

    @Test func namingIsErrorIsNoticed() throws {
        #expect(try ExpectationEvaluator([.value(pointer("/isError"), test: "equals", operand: true)]).namesError)
        #expect(try !ExpectationEvaluator([.value(pointer("/n"), test: "equals", operand: 7)]).namesError)
    }

    @Test func callsAreCountedByToolAndArguments() throws {
        func call(_ address: String, _ arguments: JSONValue = [:]) throws -> (tool: ToolAddress, arguments: JSONValue) {
            (try #require(ToolAddress(address)), arguments)
        }
        func unmet(
            _ minimum: Int, _ maximum: Int?, with arguments: JSONObject = [:],
            _ made: [(tool: ToolAddress, arguments: JSONValue)]
        ) throws -> String? {
            let log = try #require(ToolAddress("git/log"))
            let evaluator = try ExpectationEvaluator([
                .called(.init(tool: log, minimum: minimum, maximum: maximum, arguments: arguments))
            ])
            #expect(evaluator.asksAboutCalls)
            return evaluator.firstUnmet(calls: made)?.message
        }
        let made = [
            try call("git/log", ["n": 5]), try call("git/show"), try call("git/log@1.2.0", ["n": 50]),
            try call("other/log"),
        ]
        #expect(try unmet(2, 2, made) == nil)
        #expect(try unmet(3, nil, made) == "git/log was called 2 times, expected at least 3")
        #expect(try unmet(0, 1, made) == "git/log was called 2 times, expected at most 1")
        #expect(try unmet(0, 0, []) == nil)
        #expect(try unmet(1, 1, with: ["/n": ["max": 10]], made) == nil)
        #expect(
            try unmet(2, nil, with: ["/n": ["max": 10]], made)
                == "git/log was called 1 times with the arguments asked for, expected at least 2")
        // A test that cannot be made of a call is not met by it.
        #expect(try unmet(0, 0, with: ["/n": ["startsWith": "a"]], made) == nil)
        #expect(throws: ExpectationEvaluator.Failure.self) {
            _ = try unmet(1, 1, with: ["/n": ["matches": "("]], [])
        }
    }
}

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
}

import ReeveJSON
import ReeveLLM
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct RecordedModelTests {
    @Test func anAnswerComesBackAsItWas() throws {
        let answers = [
            ModelAnswer(
                text: "x",
                calls: [
                    ModelToolCall(id: "a", tool: "git/log", arguments: ["n": 1], argumentsText: #"{"n":1}"#),
                    ModelToolCall(id: "b", tool: "no such", arguments: nil, argumentsText: "{broken"),
                ], ending: .toolCalls, usage: ModelUsage(input: 7, output: 3, cached: 2, isBounded: true), model: "m"),
            ModelAnswer(text: "", ending: .refused("unsafe")), ModelAnswer(text: "", ending: .other("tired")),
            ModelAnswer(text: "half", ending: .length),
        ]
        for answer in answers {
            let kept = try #require(RecordedModel.encode(.success(answer), events: []))
            #expect(try RecordedModel.decode(kept) { _ in } == answer)
        }
    }

    @Test(arguments: ModelError.Code.allCases.filter { $0 != .cancelled })
    func anErrorComesBackWithItsPauseAndEvents(code: ModelError.Code) throws {
        let error = ModelError(code, "no", status: 429, retryAfter: .microseconds(59_999_999))
        let events: [ModelEvent] = [
            .retrying(error, pause: .microseconds(1_500_001), attempt: 2), .modelChosen("m"), .parameterLeftOut("seed"),
        ]
        let kept = try #require(RecordedModel.encode(.failure(error), events: events))
        let heard = Mutex<[ModelEvent]>([])
        #expect(throws: error) { try RecordedModel.decode(kept) { event in heard.withLock { $0.append(event) } } }
        #expect(heard.withLock { $0 } == events)
    }

    @Test func aQuestionThatWasCancelledIsNotKept() {
        #expect(RecordedModel.encode(.failure(ModelError(.cancelled, "")), events: []) == nil)
    }
}

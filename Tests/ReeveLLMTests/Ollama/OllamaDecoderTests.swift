import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct OllamaDecoderTests {
    private func stream(_ lines: String...) -> RecordedStream {
        RecordedStream(.ollama, lines.map { $0 + "\n" }.joined())
    }

    private func call(_ members: String) -> String {
        "{\"message\":{\"content\":\"\",\"tool_calls\":[{\(members)}]},\"done\":false}"
    }

    @Test func callsHaveAnObjectOrATextAndIdsOfTheirOwnOrOurs() throws {
        let answer = try stream(
            call(#""function":{"name":"git__git_log","arguments":{"n":1}}"#),
            call(#""id":"call_x","function":{"index":1,"name":"git__git_show","arguments":"{\"rev\":\"HEAD\"}"}"#),
            call(#""function":{"name":"git__git_log"}"#),
            #"{"message":{"content":""},"done":true,"done_reason":"stop"}"#
        ).read().answer
        #expect(answer.calls.map(\.id) == ["call_1", "call_x", "call_2"])
        #expect(answer.calls.map(\.arguments) == [["n": 1], ["rev": "HEAD"], [:]])
        #expect(answer.calls.map(\.tool) == ["git/git_log", "git/git_show", "git/git_log"])
        #expect(answer.ending == .toolCalls)
        #expect(answer.usage == nil)
    }

    @Test func theLastLineHasReasonAndCounters() throws {
        let answer = try stream(
            #"{"model":"qwen3","message":{"content":"a","thinking":"hm"},"done":false}"#,
            #"{"model":"qwen3","message":{"content":"b"},"done":true,"done_reason":"length","prompt_eval_count":5,"eval_count":2}"#
        ).read().answer
        #expect((answer.text, answer.ending, answer.model) == ("ab", .length, "qwen3"))
        #expect(answer.usage == ModelUsage(input: 5, output: 2))
    }

    @Test func aMissingCounterIsBounded() throws {
        let answer = try stream(#"{"message":{"content":"a"},"done":true,"eval_count":2}"#).read().answer
        #expect(answer.usage?.isBounded == true)
        #expect(answer.usage?.output == 2)
        #expect(answer.ending == .stop)
    }

    @Test func anotherReasonIsTold() throws {
        let answer = try stream(#"{"message":{"content":""},"done":true,"done_reason":"load"}"#).read().answer
        #expect(answer.ending == .other("load"))
    }

    @Test func withoutDoneTheStreamIsCut() {
        #expect(stream(#"{"message":{"content":"a"},"done":false}"#).failure == .streamCut)
        #expect(stream().failure == .streamCut)
    }
}

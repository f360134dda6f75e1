import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct AnthropicDecoderTests {
    private func stream(_ events: String...) -> RecordedStream {
        RecordedStream(.anthropic, events.map { "event: x\ndata: \($0)\n\n" }.joined())
    }

    private static let stop = #"{"type":"message_stop"}"#

    private func end(_ reason: String, _ usage: String = "{}") -> String {
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"\(reason)\"},\"usage\":\(usage)}"
    }

    private func text(_ text: String) -> String {
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\(text)\"}}"
    }

    private func call(_ index: Int, _ name: String, _ json: String) -> [String] {
        let piece = JSONValue.string(json).canonicalText
        return [
            "{\"type\":\"content_block_start\",\"index\":\(index),\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\(index)\",\"name\":\"\(name)\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":\(index),\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\(piece)}}",
        ]
    }

    @Test func cachedInputIsCountedInAndLaterCountsReplaceEarlierOnes() throws {
        let start =
            #"{"type":"message_start","message":{"model":"claude","usage":{"input_tokens":10,"cache_read_input_tokens":30,"cache_creation_input_tokens":5,"output_tokens":1}}}"#
        let answer = try stream(start, text("hi"), end("end_turn", #"{"output_tokens":12}"#), Self.stop).read().answer
        #expect(answer.usage == ModelUsage(input: 45, output: 12, cached: 30))
        #expect(answer.model == "claude")
    }

    @Test func absurdCountsDoNotOverflow() throws {
        let start =
            #"{"type":"message_start","message":{"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9223372036854775807,"output_tokens":-9223372036854775808}}}"#
        let answer = try stream(start, end("end_turn"), Self.stop).read().answer
        #expect(answer.usage?.isBounded == true)
        #expect(answer.usage?.input == TokenCeiling(requestBytes: 1_000, outputTokensMax: nil).input)
        // A negative part does not hide behind the others.
        let hidden =
            #"{"type":"message_start","message":{"usage":{"input_tokens":-5,"cache_read_input_tokens":30,"output_tokens":1}}}"#
        #expect(try stream(hidden, end("end_turn"), Self.stop).read().answer.usage?.isBounded == true)
    }

    @Test func pingsUnknownEventsAndThoughtsAreNotText() throws {
        let answer = try stream(
            #"{"type":"ping"}"#, #"{"type":"brand_new","delta":{"text":"x"}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"hm"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            text("yes"), end("end_turn"), Self.stop
        ).read().answer
        #expect(answer.text == "yes")
        #expect(answer.ending == .stop)
    }

    @Test func withoutMessageStopTheStreamIsCut() {
        #expect(stream(text("a"), end("end_turn")).failure == .streamCut)
        #expect(stream(text("a"), Self.stop).failure == .streamCut)
    }

    @Test func theEndIsToldInOurWords() throws {
        let endings: [(String, ModelAnswer.Ending)] = [
            ("end_turn", .stop), ("stop_sequence", .stop), ("max_tokens", .length),
            ("model_context_window_exceeded", .length), ("refusal", .refused("the provider refused to answer")),
            ("pause_turn", .other("pause_turn")), ("tool_use", .stop),
        ]
        for (word, ending) in endings {
            #expect(try stream(text("a"), end(word), Self.stop).read().answer.ending == ending)
        }
    }

    @Test func inputThatComesWithTheStartCounts() throws {
        let start =
            #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}"#
        let answer = try stream(text("first"), start, end("tool_use"), Self.stop).read().answer
        #expect(answer.calls.map(\.arguments) == [["a": 1]])
        #expect(answer.text == "first")
        #expect(answer.ending == .toolCalls)
    }

    @Test func theInputOfTheAnswersToolIsTheText() throws {
        let request = ModelRequest(
            model: "m", messages: [], tools: RecordedStream.tools, output: .init(schema: ["type": "object"]))
        let answer = call(1, "answer", #"{"risk": "low"}"#)
        let done = [end("tool_use"), Self.stop]
        let alone = RecordedStream(
            .anthropic, ([text("Here it is.")] + answer + done).map { "data: \($0)\n\n" }.joined())
        let final = try alone.read(request: request).answer
        #expect((final.text, final.calls, final.ending) == (#"{"risk": "low"}"#, [], .stop))
        // Beside calls of tools it is not final.
        let both = RecordedStream(
            .anthropic, (answer + call(2, "git__git_log", "{}") + done).map { "data: \($0)\n\n" }.joined())
        let more = try both.read(request: request).answer
        #expect(more.calls.map(\.tool) == ["git/git_log"])
        #expect((more.text, more.ending) == ("", .toolCalls))
        // Where no form was asked for it is a tool like another.
        #expect(try alone.read().answer.calls.map(\.tool) == ["answer"])
    }
}

import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct OpenAIDecoderTests {
    private func stream(_ chunks: String...) -> RecordedStream {
        RecordedStream(.openai, chunks.map { "data: \($0)\n\n" }.joined())
    }

    private func delta(_ delta: String, finish: String? = nil) -> String {
        "{\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(finish.map { "\"\($0)\"" } ?? "null")}]}"
    }

    private func call(_ members: String, finish: String? = nil) -> String {
        delta("{\"tool_calls\":[{\(members)}]}", finish: finish)
    }

    @Test func piecesOfSeveralCallsAreToldApartByTheirIndex() throws {
        let answer = try stream(
            call(#""index":1,"id":"b","function":{"name":"git__git_show","arguments":""}"#),
            call(#""index":0,"id":"a","function":{"name":"git__git_log","arguments":"{\"x\""}"#),
            call(#""index":1,"function":{"arguments":"{\"y\":2}"}"#),
            call(#""index":0,"function":{"arguments":":1}"}"#, finish: "tool_calls"), "[DONE]"
        ).read().answer
        #expect(answer.calls.map(\.id) == ["b", "a"])
        #expect(answer.calls.map(\.tool) == ["git/git_show", "git/git_log"])
        #expect(answer.calls.map(\.arguments) == [["y": 2], ["x": 1]])
    }

    @Test func callsWithoutIdsGetUniqueOnes() throws {
        let whole = #"{"index":0,"function":{"name":"f","arguments":"{}"}},{"index":1,"id":"","function":{"name":"g"}}"#
        let answer = try stream(delta("{\"tool_calls\":[\(whole)]}", finish: "tool_calls")).read(
            request: ModelRequest(
                model: "m",
                messages: [
                    .assistant(
                        text: "", calls: [ModelToolCall(id: "call_1", tool: "f", arguments: [:], argumentsText: "")])
                ])
        ).answer
        #expect(answer.calls.map(\.id) == ["call_2", "call_3"])
        #expect(answer.calls.map(\.arguments) == [[:], [:]])
    }

    @Test func anIdOfAnEarlierCallIsNotGivenTwice() throws {
        let before = ModelToolCall(id: "call_0", tool: "f", arguments: [:], argumentsText: "")
        let answer = try stream(
            call(#""index":0,"id":"call_0","function":{"name":"f","arguments":"{}"}"#, finish: "stop")
        )
        .read(request: ModelRequest(model: "m", messages: [.assistant(text: "", calls: [before])])).answer
        #expect(answer.calls.map(\.id) == ["call_1"])
        #expect(answer.ending == .toolCalls)
    }

    @Test func callsOfServersWithoutAnIndexAreToldApartByIdAndName() throws {
        let answer = try stream(
            call(#""id":"a","function":{"name":"f","arguments":"{\"x\""}"#), call(#""function":{"arguments":":1}"}"#),
            call(#""id":"b","function":{"name":"f","arguments":"{}"}"#),
            call(#""function":{"name":"g","arguments":"{}"}"#, finish: "stop")
        ).read().answer
        #expect(answer.calls.map(\.arguments) == [["x": 1], [:], [:]])
        #expect(answer.calls.map(\.tool) == ["f", "f", "g"])
    }

    @Test func callsThatAllHaveIndexZeroAreToldApartByTheirIds() throws {
        let answer = try stream(
            call(#""index":0,"id":"a","function":{"name":"f","arguments":"{}"}"#),
            call(#""index":0,"id":"b","function":{"name":"g","arguments":"{\"y\":"}"#),
            call(#""index":0,"id":"b","function":{"arguments":"2}"}"#, finish: "tool_calls")
        ).read().answer
        #expect(answer.calls.map(\.arguments) == [[:], ["y": 2]])
    }

    @Test func theEndIsToldInOurWords() throws {
        let endings: [(String, ModelAnswer.Ending)] = [
            ("stop", .stop), ("length", .length), ("content_filter", .refused("the provider's content filter")),
            ("tool_calls", .stop), ("eos", .other("eos")),
        ]
        for (word, ending) in endings {
            #expect(try stream(delta("{\"content\":\"a\"}", finish: word)).read().answer.ending == ending)
        }
        let refusal = stream(delta("{\"refusal\":\"I \"}"), delta("{\"refusal\":\"won't\"}", finish: "stop"))
        #expect(try refusal.read().answer.ending == .refused("I won't"))
    }

    @Test func withoutAFinishReasonTheStreamIsCutThoughItSaysDone() {
        #expect(stream(delta("{\"content\":\"half\"}"), "[DONE]").failure == .streamCut)
        #expect(stream("[DONE]").failure == .streamCut)
    }

    @Test func usageComesInALastChunkWithoutChoices() throws {
        let usage =
            #"{"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":16}}}"#
        let answer = try stream(delta("{\"content\":\"a\"}", finish: "stop"), usage, "[DONE]").read().answer
        #expect(answer.usage == ModelUsage(input: 20, output: 7, cached: 16))
    }

    @Test func brokenArgumentsAreRepairedUnlessTheAnswerRanOut() throws {
        let broken = #""index":0,"id":"a","function":{"name":"f","arguments":"{\"path\":\"/srv"}"#
        let repaired = try stream(call(broken, finish: "tool_calls")).read().answer.calls
        #expect(repaired.map(\.arguments) == [["path": "/srv"]])
        #expect(repaired.map(\.isRepaired) == [true])
        #expect(repaired.map(\.argumentsText) == [#"{"path":"/srv"#])
        let ranOut = try stream(call(broken, finish: "length")).read().answer
        #expect(ranOut.calls.map(\.arguments) == [nil])
        #expect(ranOut.ending == .length)
    }

    @Test func aToolThatWasNotOfferedStaysAsTheModelWroteIt() throws {
        let answer = try stream(
            call(#""index":0,"id":"a","function":{"name":"rm/-rf","arguments":"{}"}"#, finish: "stop")
        )
        .read().answer
        #expect(answer.calls.map(\.tool) == ["rm/-rf"])
    }
}

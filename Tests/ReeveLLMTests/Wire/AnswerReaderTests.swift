import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct AnswerReaderTests {
    static let ollama = """
        {"model":"qwen3","created_at":"2025-10-17T23:14:07.4Z","message":{"role":"assistant","content":"Größe 😀"},"done":false}
        {"model":"qwen3","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"git__git_log","arguments":{"repo_path":"/größe","max_count":20}}}]},"done":false}
        {"model":"qwen3","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":11,"eval_count":18}

        """

    static func streams() throws -> [Named<RecordedStream>] {
        let fixtures: [(ProviderType, String)] = [
            (.openai, "llmock-openai-text.sse"), (.openai, "llmock-openai-tool.sse"),
            (.openai, "fakellm-openai-tools.sse"), (.openai, "fakellm-openai-whole.json"),
            (.anthropic, "llmock-anthropic-text.sse"), (.anthropic, "llmock-anthropic-tool.sse"),
            (.anthropic, "fakellm-anthropic-tools.sse"), (.anthropic, "fakellm-anthropic-whole.json"),
        ]
        var streams = try fixtures.map { Named($0.1, try RecordedStream($0.0, fixture: $0.1)) }
        streams.append(Named("ollama lines", RecordedStream(.ollama, ollama)))
        streams.append(Named("ollama with CRLF", RecordedStream(.ollama, ollama.replacing("\n", with: "\r\n"))))
        streams.append(
            Named("ollama without a last line end", RecordedStream(.ollama, String(ollama.dropLast(1)))))
        return streams
    }

    @Test(arguments: try streams()) func everyCutInTwoGivesTheSameAnswer(stream: Named<RecordedStream>) throws {
        let bytes = stream.value.bytes
        let whole = try stream.value.read()
        var differing: [Int] = []
        // The reader is a value: what has read the first bytes is kept, and goes on with the next one.
        var start = try stream.value.reader()
        var textOfStart = ""
        for cut in bytes.indices {
            var reader = start
            let text = try textOfStart + reader.push(Array(bytes[cut...])).joined()
            let (answer, rest) = try reader.finish()
            if answer != whole.answer || text + rest.joined() != whole.text { differing.append(cut) }
            textOfStart += try start.push([bytes[cut]]).joined()
        }
        #expect(differing == [])
        #expect(try start.finish().answer == whole.answer)
        #expect(whole.text == whole.answer.text)
    }

    @Test(arguments: try streams()) func aStreamIsCutWhereverItEndsBeforeItsEnd(stream: Named<RecordedStream>) throws {
        let whole = try stream.value.read().answer
        var reader = try stream.value.reader()
        var endings: [Bool] = []
        for byte in stream.value.bytes {
            var ended = reader
            do throws(ModelError) {
                let answer = try ended.finish().answer
                // Usage, and words that nothing follows, come behind the end of the answer.
                #expect((answer.text, answer.calls.count) == (whole.text, whole.calls.count))
                endings.append(true)
            } catch {
                // A body that is whole, and a last line without its end, is broken JSON where it was cut.
                let isWhole = stream.name.hasSuffix(".json") || stream.value.type == .ollama
                #expect(error.code == .streamCut || isWhole && error.code == .invalidAnswer)
                endings.append(false)
            }
            _ = try reader.push([byte])
        }
        // Once the answer is whole it stays so.
        #expect(endings.firstIndex(of: true).map { !endings[$0...].contains(false) } ?? true)
        #expect(endings.count { !$0 } > stream.value.bytes.count / 2)
    }

    @Test func aRecordedAnswerIsReadAsItsServerMeantIt() throws {
        let openAI = try RecordedStream(.openai, fixture: "fakellm-openai-tools.sse").read().answer
        #expect(openAI.calls.map(\.tool) == ["git/git_log", "git/git_show"])
        #expect(openAI.calls.map(\.id) == ["call_6acc65b1c73d", "call_8a7d11c9271f"])
        #expect(openAI.calls.first?.arguments == ["repo_path": "/srv/größe", "max_count": 20])
        #expect(openAI.ending == .toolCalls)
        #expect(openAI.usage == nil)

        let anthropic = try RecordedStream(.anthropic, fixture: "fakellm-anthropic-tools.sse").read().answer
        #expect(anthropic.text == "Let me look.")
        #expect(anthropic.calls.map(\.arguments) == openAI.calls.map(\.arguments))
        #expect(anthropic.usage == ModelUsage(input: 1, output: 3))
        #expect(anthropic.model == "claude-x")

        let text = try RecordedStream(.openai, fixture: "llmock-openai-text.sse").read().answer
        #expect(text.text == "Hello! gpt-4o-mini received: größe 😀")
        #expect(text.usage == ModelUsage(input: 1, output: 9))
        #expect(text.ending == .stop)
    }

    @Test func anAnswerThatCameWholeIsTheSameAsAStreamedOne() throws {
        for (type, whole, stream) in [
            (ProviderType.openai, "fakellm-openai-whole.json", "fakellm-openai-tools.sse"),
            (.anthropic, "fakellm-anthropic-whole.json", "fakellm-anthropic-tools.sse"),
        ] {
            let whole = try RecordedStream(type, fixture: whole).read().answer
            let streamed = try RecordedStream(type, fixture: stream).read().answer
            #expect(whole.calls.map(\.arguments) == streamed.calls.map(\.arguments))
            #expect(whole.calls.map(\.tool) == streamed.calls.map(\.tool))
            #expect((whole.text, whole.ending) == (streamed.text, streamed.ending))
        }
    }

    @Test func anErrorWithinAnAnswerIsTheProvidersError() {
        let told = RecordedStream(.openai, "data: {\"error\":{\"message\":\"busy\",\"type\":\"server_error\"}}\n\n")
        #expect(told.failure == .serverError)
        let overloaded = RecordedStream(
            .anthropic,
            """
            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}


            """)
        #expect(overloaded.failure == .overloaded)
        let lines = RecordedStream(
            .ollama, "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"an error was encountered\"}\n")
        #expect(lines.failure == .serverError)
        let whole = RecordedStream(
            .openai, "{\"error\":{\"code\":\"context_length_exceeded\"}}", contentType: "application/json")
        #expect(whole.failure == .contextExceeded)
    }

    @Test func brokenJSONIsNoAnswer() {
        for type in [ProviderType.openai, .anthropic] {
            #expect(RecordedStream(type, "data: {\"choices\": [{\n\n").failure == .invalidAnswer)
        }
        #expect(RecordedStream(.ollama, "<html>busy</html>\n").failure == .invalidAnswer)
        #expect(RecordedStream(.openai, "[]", contentType: "application/json").failure == .invalidAnswer)
        #expect(RecordedStream(.anthropic, "data: 7\n\n").failure == .invalidAnswer)
    }

    @Test func linesThatAServerCallsJSONAreLines() throws {
        let stream = RecordedStream(.ollama, Self.ollama, contentType: "application/json; charset=utf-8")
        #expect(try stream.read().answer == RecordedStream(.ollama, Self.ollama).read().answer)
        let pretty = RecordedStream(
            .ollama, "{\n \"message\": {\"content\": \"hello\"},\n \"done\": true\n}\n", contentType: "application/json"
        )
        #expect(try pretty.read().answer.text == "hello")
    }

    @Test func anAnswerBeyondABoundIsRefused() {
        let piece = String(repeating: "a", count: 1 << 20)
        let chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(piece)\"}}]}\n\n"
        #expect(RecordedStream(.openai, chunk + chunk).failure == .streamCut)
        #expect(RecordedStream(.openai, chunk + chunk + chunk).failure == .tooLarge)
        let call = "{\"function\":{\"name\":\"f\",\"arguments\":{}}}"
        func line(_ count: Int) -> String {
            "{\"message\":{\"tool_calls\":[\(Array(repeating: call, count: count).joined(separator: ","))]},\"done\":true}\n"
        }
        #expect(RecordedStream(.ollama, line(AnswerBounds.callsMax)).failure == nil)
        #expect(RecordedStream(.ollama, line(AnswerBounds.callsMax + 1)).failure == .tooLarge)
        let arguments =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\(piece)\"}}"
        let start =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\"}}"
        let events = [start, arguments].map { "data: \($0)\n\n" }
        #expect(RecordedStream(.anthropic, events.joined()).failure == .streamCut)
        #expect(RecordedStream(.anthropic, events.joined() + events[1]).failure == .tooLarge)
        let huge = "data: " + String(repeating: " ", count: AnswerBounds.pieceBytesMax)
        #expect(RecordedStream(.openai, huge).failure == .tooLarge)
        let body = String(repeating: " ", count: AnswerBounds.pieceBytesMax + 1)
        #expect(RecordedStream(.openai, body, contentType: "application/json").failure == .tooLarge)
    }

    @Test func nothingIsReadBehindTheEnd() throws {
        let end =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        #expect(try RecordedStream(.openai, end + "data: <broken\n\n").read().answer.text == "a")
    }
}

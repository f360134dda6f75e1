import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct AnthropicAdapterTests {
    private func body(_ request: ModelRequest) throws -> AdapterBody {
        try AnthropicAdapter().body(for: request, names: WireTools(request))
    }

    @Test func allResultsOfATurnAreOneMessageOfTheUserAndFirstInIt() throws {
        let body = try body(OpenAIAdapterTests.conversation).json
        #expect(
            body == [
                "model": "gpt", "stream": true, "max_tokens": 8_192, "system": "be brief",
                "messages": [
                    ["role": "user", "content": [["type": "text", "text": "look"]]],
                    [
                        "role": "assistant",
                        "content": [
                            ["type": "tool_use", "id": "a", "name": "git__git_log", "input": ["n": 1]],
                            ["type": "tool_use", "id": "b", "name": "made__up", "input": [:]],
                        ],
                    ],
                    [
                        "role": "user",
                        "content": [
                            ["type": "tool_result", "tool_use_id": "a", "content": "found"],
                            [
                                "type": "tool_result", "tool_use_id": "b", "content": "no such tool",
                                "is_error": true,
                            ],
                            ["type": "text", "text": "and now"],
                        ],
                    ],
                ],
                "tools": [["name": "git__git_log", "description": "the log", "input_schema": ["type": "object"]]],
            ])
    }

    @Test func idsOfOtherProvidersAreWrittenAsItAllowsThem() throws {
        let id = "chatcmpl-tool:é/1"
        let request = ModelRequest(
            model: "m",
            messages: [
                .assistant(text: "", calls: [ModelToolCall(id: id, tool: "f", arguments: [:], argumentsText: "")]),
                .results([ModelToolResult(call: id, tool: "f", text: "", isError: false)]),
            ])
        let messages = try #require(try body(request).json["messages"]?.array)
        let used = messages[0]["content"]?[0]?["id"]?.string
        #expect(used == "chatcmpl-tool____1")
        #expect(messages[1]["content"]?[0]?["tool_use_id"]?.string == used)
    }

    @Test func parametersAreSaidInItsWords() throws {
        var request = ModelRequest(model: "m", messages: [.user("x")])
        request.parameters = ["max_tokens": 9, "stop": ["a", "b"], "top_k": 5, "seed": 7, "temperature": 1]
        let body = try body(request)
        #expect(body.json["stop_sequences"] == ["a", "b"])
        #expect((body.json["max_tokens"], body.json["top_k"], body.json["temperature"]) == (9, 5, 1))
        #expect((body.json["seed"], body.json["stop"]) == (nil, nil))
        #expect(body.leftOut == ["seed"])
        #expect(body.outputTokensMax == 9)
    }

    @Test func whatCannotBeSaidTogetherIsRefused() {
        let tool = ModelTool(name: "f", inputSchema: [:])
        let output = ModelRequest.OutputForm(schema: [:])
        let requests = [
            ModelRequest(model: "m", messages: [], tools: [tool], parameters: ["thinking": ["type": "enabled"]]),
            ModelRequest(model: "m", messages: [], output: output, parameters: ["tool_choice": ["type": "any"]]),
            ModelRequest(model: "m", messages: [], parameters: ["system": "x"]),
        ]
        for request in requests {
            let error = #expect(throws: ModelError.self) { try body(request) }
            #expect(error?.code == .invalidRequest)
        }
        let thinking = ModelRequest(model: "m", messages: [], parameters: ["thinking": ["type": "enabled"]])
        #expect(throws: Never.self) { try body(thinking) }
    }

    @Test func theFormOfTheAnswerIsAToolThatMustBeCalled() throws {
        let schema: JSONValue = ["type": "object", "properties": ["risk": ["type": "string"]]]
        var request = ModelRequest(model: "m", messages: [.user("x")], output: .init(schema: schema))
        let alone = try body(request).json
        #expect(alone["tool_choice"] == ["type": "tool", "name": "answer"])
        #expect(alone["tools"]?[0]?["input_schema"] == schema)
        request.tools = [ModelTool(name: "answer", inputSchema: [:])]
        let beside = try body(request).json
        #expect(beside["tool_choice"] == ["type": "any"])
        let names = beside["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.first == "answer")
        #expect(Set(names).count == 2)
    }
}

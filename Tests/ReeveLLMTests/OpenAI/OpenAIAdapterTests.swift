import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct OpenAIAdapterTests {
    static let conversation = ModelRequest(
        model: "gpt", system: "be brief",
        messages: [
            .user("look"),
            .assistant(
                text: "",
                calls: [
                    ModelToolCall(id: "a", tool: "git/git_log", arguments: ["n": 1], argumentsText: ""),
                    ModelToolCall(id: "b", tool: "made/up", arguments: nil, argumentsText: "{broken"),
                ]),
            .results([
                ModelToolResult(call: "a", tool: "git/git_log", text: "found", isError: false),
                ModelToolResult(call: "b", tool: "made/up", text: "no such tool", isError: true),
            ]),
            .user("and now"),
        ],
        tools: [ModelTool(name: "git/git_log", description: "the log", inputSchema: ["type": "object"])])

    private func body(_ request: ModelRequest, at endpoint: String = "https://h/v1") throws -> AdapterBody {
        try OpenAIAdapter(endpoint: try ProviderEndpoint(endpoint)).body(for: request, names: WireTools(request))
    }

    @Test func aConversationIsSaidInItsForm() throws {
        let body = try body(Self.conversation).json
        #expect(
            body == [
                "model": "gpt", "stream": true, "stream_options": ["include_usage": true],
                "messages": [
                    ["role": "system", "content": "be brief"], ["role": "user", "content": "look"],
                    [
                        "role": "assistant", "content": .null,
                        "tool_calls": [
                            [
                                "id": "a", "type": "function",
                                "function": ["name": "git__git_log", "arguments": "{\"n\":1}"],
                            ],
                            ["id": "b", "type": "function", "function": ["name": "made__up", "arguments": "{}"]],
                        ],
                    ],
                    ["role": "tool", "tool_call_id": "a", "content": "found"],
                    ["role": "tool", "tool_call_id": "b", "content": "error: no such tool"],
                    ["role": "user", "content": "and now"],
                ],
                "tools": [
                    [
                        "type": "function",
                        "function": [
                            "name": "git__git_log", "description": "the log", "parameters": ["type": "object"],
                        ],
                    ]
                ],
            ])
    }

    @Test func parametersAreSaidInItsWords() throws {
        var request = ModelRequest(model: "m", messages: [])
        request.parameters = [
            "temperature": 0, "top_p": 1, "max_tokens": 9, "seed": 4, "stop": "END", "logit_bias": ["1": 2],
            "user": .null,
        ]
        let body = try body(request)
        #expect((body.json["temperature"], body.json["top_p"], body.json["seed"]) == (0, 1, 4))
        #expect(body.json["stop"] == ["END"])
        #expect(body.json["max_tokens"] == 9)
        #expect(body.json["logit_bias"] == ["1": 2])
        #expect(body.json["user"] == nil)
        #expect(body.outputTokensMax == 9)
        let official = try self.body(request, at: "https://api.openai.com/v1")
        #expect(official.json["max_completion_tokens"] == 9)
        #expect(official.json["max_tokens"] == nil)
    }

    @Test func whatWouldBeLostOrChangeTheAnswerIsRefused() {
        let parameters: [JSONObject] = [
            ["stream": false], ["n": 2], ["messages": []], ["response_format": [:]], ["max_tokens": 0],
            ["max_tokens": "9"], ["temperature": "hot"], ["seed": "x"], ["stop": [1]],
        ]
        for parameters in parameters {
            let request = ModelRequest(model: "m", messages: [], parameters: parameters)
            let error = #expect(throws: ModelError.self, "\(parameters)") { try body(request) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test func theFormOfTheAnswerIsASchemaAndStrictWhereItCanBe() throws {
        let strict: JSONValue = [
            "type": "object", "properties": ["a": ["type": "string"]], "required": ["a"], "additionalProperties": false,
        ]
        for (schema, isStrict) in [(strict, true), (["type": "object"], false)] {
            let request = ModelRequest(model: "m", messages: [], output: .init(name: "my answer", schema: schema))
            #expect(
                try body(request).json["response_format"] == [
                    "type": "json_schema",
                    "json_schema": ["name": "my_answer", "schema": schema, "strict": .bool(isStrict)],
                ])
        }
    }
}

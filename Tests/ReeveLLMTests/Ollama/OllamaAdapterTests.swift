import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct OllamaAdapterTests {
    private func body(_ request: ModelRequest) throws -> AdapterBody {
        try OllamaAdapter().body(for: request, names: WireTools(request))
    }

    private static var whole: ModelRequest {
        var request = OpenAIAdapterTests.conversation
        request.output = .init(schema: ["type": "object"])
        request.parameters = [
            "temperature": 0, "top_p": 1, "max_tokens": 9, "seed": 4, "stop": "END", "num_ctx": 4_096, "think": false,
            "keep_alive": "5m", "options": ["min_p": 1, "seed": 1],
        ]
        return request
    }

    @Test func aConversationIsSaidInItsForm() throws {
        #expect(
            try body(Self.whole).json == [
                "model": "gpt", "stream": true, "think": false, "keep_alive": "5m", "format": ["type": "object"],
                "options": [
                    "temperature": 0, "top_p": 1, "num_predict": 9, "seed": 4, "stop": ["END"], "num_ctx": 4_096,
                    "min_p": 1,
                ],
                "messages": [
                    ["role": "system", "content": "be brief"], ["role": "user", "content": "look"],
                    [
                        "role": "assistant", "content": "",
                        "tool_calls": [
                            ["id": "a", "function": ["name": "git__git_log", "arguments": ["n": 1]]],
                            ["id": "b", "function": ["name": "made__up", "arguments": [:]]],
                        ],
                    ],
                    ["role": "tool", "tool_name": "git__git_log", "tool_call_id": "a", "content": "found"],
                    [
                        "role": "tool", "tool_name": "made__up", "tool_call_id": "b", "content": "error: no such tool",
                    ],
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

    @Test func aBoundOfOutputIsToldHoweverItIsSaid() throws {
        func bound(_ parameters: JSONObject) throws -> Int? {
            try body(ModelRequest(model: "m", messages: [], parameters: parameters)).outputTokensMax
        }
        #expect(try bound(["max_tokens": 9]) == 9)
        #expect(try bound(["num_predict": 9]) == 9)
        #expect(try bound(["options": ["num_predict": 9]]) == 9)
        #expect(try bound(["num_predict": -1]) == nil)
        #expect(try bound([:]) == nil)
        #expect(throws: ModelError.self) { try bound(["options": 1]) }
    }

    /// The official description of the API, as a JSON Schema.
    @Test(.enabled(if: Python.has("jsonschema, yaml"), "pip install jsonschema pyyaml"))
    func theBodyFitsTheOfficialDescription() throws {
        let check = """
            import json, sys, yaml, jsonschema
            document = yaml.safe_load(open(sys.argv[2]))
            body = json.load(open(sys.argv[1]))
            schema = {"$ref": "#/components/schemas/ChatRequest", **document}
            jsonschema.Draft202012Validator(schema).validate(body)
            schemas = document["components"]["schemas"]
            assert set(body) <= set(schemas["ChatRequest"]["properties"]), set(body)
            for tool in body["tools"]:
                assert set(tool["function"]) <= set(schemas["ToolDefinition"]["properties"]["function"]["properties"])
            broken = dict(body, messages=[{"content": "no role"}])
            assert list(jsonschema.Draft202012Validator(schema).iter_errors(broken)), "the schema refuses nothing"
            print("fits")
            """
        let text = JSONValue.object(try body(Self.whole).json).writtenText
        let run = Python.run(check, [RecordedStream.folder + "ollama-chat.yaml"], input: text)
        #expect(run?.output == "fits\n")
    }
}

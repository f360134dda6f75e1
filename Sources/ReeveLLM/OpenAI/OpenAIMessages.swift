internal import ReeveJSON

/// A conversation in the form of chat completions.
enum OpenAIMessages {
    static func of(_ request: ModelRequest, names: WireTools) -> [JSONValue] {
        var out: [JSONValue] = request.system.map { [["role": "system", "content": .string($0)]] } ?? []
        for message in request.messages {
            switch message {
            case .user(let text): out.append(["role": "user", "content": .string(text)])
            case .assistant(let text, let calls): out.append(assistant(text, calls, names))
            case .results(let results):
                out += results.map { result in
                    ["role": "tool", "tool_call_id": .string(result.call), "content": .string(text(of: result))]
                }
            }
        }
        return out
    }

    /// The form has no mark for a result that is an error, so its text says it.
    static func text(of result: ModelToolResult) -> String { (result.isError ? "error: " : "") + result.text }

    private static func assistant(_ text: String, _ calls: [ModelToolCall], _ names: WireTools) -> JSONValue {
        var message: JSONObject = [
            "role": "assistant", "content": text.isEmpty && !calls.isEmpty ? .null : .string(text),
        ]
        if !calls.isEmpty {
            message["tool_calls"] = .array(
                calls.map { call in
                    // Servers read the text as JSON again, so arguments that are none are not sent back.
                    let arguments = JSONValue.object(call.arguments ?? [:]).writtenText
                    return [
                        "id": .string(call.id), "type": "function",
                        "function": [
                            "name": .string(names.tools.wire(of: call.tool)), "arguments": .string(arguments),
                        ],
                    ]
                })
        }
        return .object(message)
    }
}

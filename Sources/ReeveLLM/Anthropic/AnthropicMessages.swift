internal import ReeveJSON

/// A conversation in the form of Anthropic's messages: two roles in turn, and blocks within a message.
///
/// Results of tools are blocks of the user's message behind the calls, all of them, and before any text. An empty text is
/// no block: the API refuses it.
enum AnthropicMessages {
    static func of(_ messages: [ModelMessage], names: WireTools) -> [JSONValue] {
        var out: [(role: String, blocks: [JSONValue])] = []
        for message in messages {
            let (role, blocks) = blocks(of: message, names)
            guard !blocks.isEmpty else { continue }
            if out.last?.role == role {
                out[out.count - 1].blocks += blocks
            } else {
                out.append((role, blocks))
            }
        }
        return out.map { ["role": .string($0.role), "content": .array($0.blocks)] }
    }

    private static func blocks(of message: ModelMessage, _ names: WireTools) -> (role: String, blocks: [JSONValue]) {
        switch message {
        case .user(let text): return ("user", block(text))
        case .assistant(let text, let calls):
            let uses: [JSONValue] = calls.map { call in
                [
                    "type": "tool_use", "id": .string(names.ids.wire(of: call.id)),
                    "name": .string(names.tools.wire(of: call.tool)), "input": .object(call.arguments ?? [:]),
                ]
            }
            return ("assistant", block(text) + uses)
        case .results(let results):
            return (
                "user",
                results.map { result in
                    var block: JSONObject = [
                        "type": "tool_result", "tool_use_id": .string(names.ids.wire(of: result.call)),
                        "content": .string(result.text),
                    ]
                    if result.isError { block["is_error"] = true }
                    return .object(block)
                }
            )
        }
    }

    private static func block(_ text: String) -> [JSONValue] {
        text.isEmpty ? [] : [["type": "text", "text": .string(text)]]
    }
}

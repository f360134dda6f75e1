internal import ReeveJSON

/// Ollama's native `/api/chat`: newline-delimited JSON, arguments as objects.
struct OllamaAdapter: ProviderAdapter {
    var streamForm: StreamForm { .lines }
    var headers: [(name: String, value: String)] { [] }
    var answerResource: String { "api/chat" }

    private static let own: Set<String> = ["model", "messages", "stream", "tools", "format"]
    /// Parameters of the request itself; every other is one of its `options`.
    private static let ofRequest: Set<String> = ["think", "keep_alive", "logprobs", "top_logprobs"]

    func body(for request: ModelRequest, names: WireTools) throws(ModelError) -> AdapterBody {
        let parameters = try RequestParameters(request.parameters, own: Self.own)
        var json: JSONObject = [:]
        var options: JSONObject = [:]
        for parameter in parameters.others {
            if Self.ofRequest.contains(parameter.key) {
                json[parameter.key] = parameter.value
            } else if parameter.key != "options" {
                options[parameter.key] = parameter.value
            } else if let object = parameter.value.object {
                for option in object { options[option.key] = option.value }
            } else {
                throw ModelError(.invalidRequest, "parameter 'options' must be an object")
            }
        }
        options["temperature"] = parameters.temperature ?? options["temperature"]
        options["top_p"] = parameters.topP ?? options["top_p"]
        options["seed"] = parameters.seed ?? options["seed"]
        options["stop"] = parameters.stop.map { JSONValue($0) } ?? options["stop"]
        options["num_predict"] = parameters.maxTokens.map { JSONValue($0) } ?? options["num_predict"]
        json["model"] = .string(request.model)
        json["messages"] = .array(messages(of: request, names))
        json["stream"] = true
        json["options"] = options.isEmpty ? nil : .object(options)
        json["format"] = request.output?.schema
        if !request.tools.isEmpty { json["tools"] = .array(request.tools.map { OpenAIAdapter.tool($0, names) }) }
        // Ollama takes negative numbers for no bound.
        let bound = options["num_predict"]?.int.flatMap { $0 >= 0 ? $0 : nil }
        return AdapterBody(json: json, outputTokensMax: bound)
    }

    private func messages(of request: ModelRequest, _ names: WireTools) -> [JSONValue] {
        var out: [JSONValue] = request.system.map { [["role": "system", "content": .string($0)]] } ?? []
        for message in request.messages {
            switch message {
            case .user(let text): out.append(["role": "user", "content": .string(text)])
            case .assistant(let text, let calls):
                var message: JSONObject = ["role": "assistant", "content": .string(text)]
                if !calls.isEmpty { message["tool_calls"] = .array(calls.map { call($0, names) }) }
                out.append(.object(message))
            case .results(let results):
                // Older servers go by `tool_name` and the order, newer ones by the id.
                out += results.map { result in
                    [
                        "role": "tool", "tool_name": .string(names.tools.wire(of: result.tool)),
                        "tool_call_id": .string(result.call), "content": .string(OpenAIMessages.text(of: result)),
                    ]
                }
            }
        }
        return out
    }

    private func call(_ call: ModelToolCall, _ names: WireTools) -> JSONValue {
        [
            "id": .string(call.id),
            "function": [
                "name": .string(names.tools.wire(of: call.tool)), "arguments": .object(call.arguments ?? [:]),
            ],
        ]
    }

    func decoder(for request: ModelRequest, names: WireTools) -> any AnswerDecoder { OllamaDecoder(names: names) }

    func modelsResource(after cursor: String?) -> String { "api/tags" }

    func models(in page: JSONValue) throws(ModelError) -> ModelPage {
        guard let models = page["models"]?.array else {
            throw ModelError(.invalidAnswer, "the list of models has no 'models'")
        }
        return ModelPage(models: models.compactMap { $0["model"]?.string ?? $0["name"]?.string }, next: nil)
    }
}

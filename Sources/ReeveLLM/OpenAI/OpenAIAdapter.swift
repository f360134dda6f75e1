internal import ReeveHTTPClient
internal import ReeveJSON

/// Chat completions, in the form of OpenAI that many servers speak: LM Studio, llama.cpp, vLLM.
struct OpenAIAdapter: ProviderAdapter {
    /// Tokens of an answer are bounded by `max_completion_tokens`, which OpenAI's newer models ask for, and by
    /// `max_tokens` elsewhere, which every other server knows.
    let hasCompletionTokens: Bool

    init(endpoint: ProviderEndpoint) { hasCompletionTokens = endpoint.origin.host == "api.openai.com" }

    var streamForm: StreamForm { .serverSentEvents }
    var headers: [(name: String, value: String)] { [] }
    var answerResource: String { "chat/completions" }

    /// Names that the adapter sets, and `n`: of several answers all but the first would be lost.
    private static let own: Set<String> = [
        "model", "messages", "stream", "stream_options", "tools", "response_format", "n", "functions", "function_call",
    ]

    func body(for request: ModelRequest, names: WireTools) throws(ModelError) -> AdapterBody {
        let parameters = try RequestParameters(request.parameters, own: Self.own)
        var json = parameters.others
        json["model"] = .string(request.model)
        json["messages"] = .array(OpenAIMessages.of(request, names: names))
        json["stream"] = true
        json["stream_options"] = ["include_usage": true]
        json["temperature"] = parameters.temperature
        json["top_p"] = parameters.topP
        json["seed"] = parameters.seed
        json["stop"] = parameters.stop.map { JSONValue($0) }
        let bound = parameters.maxTokens
        if let bound { json[hasCompletionTokens ? "max_completion_tokens" : "max_tokens"] = JSONValue(bound) }
        if !request.tools.isEmpty { json["tools"] = .array(request.tools.map { Self.tool($0, names) }) }
        if let output = request.output {
            json["response_format"] = [
                "type": "json_schema",
                "json_schema": [
                    "name": .string(ToolNames(offered: [output.name]).wire(of: output.name)), "schema": output.schema,
                    "strict": .bool(StrictSchema.allows(output.schema)),
                ],
            ]
        }
        return AdapterBody(json: json, outputTokensMax: bound ?? json["max_completion_tokens"]?.int)
    }

    static func tool(_ tool: ModelTool, _ names: WireTools) -> JSONValue {
        var function: JSONObject = ["name": .string(names.tools.wire(of: tool.name)), "parameters": tool.inputSchema]
        if let description = tool.description { function["description"] = .string(description) }
        return ["type": "function", "function": .object(function)]
    }

    func decoder(for request: ModelRequest, names: WireTools) -> any AnswerDecoder { OpenAIDecoder(names: names) }

    func modelsResource(after cursor: String?) -> String { "models" }

    func models(in page: JSONValue) throws(ModelError) -> ModelPage {
        guard let data = page["data"]?.array else {
            throw ModelError(.invalidAnswer, "the list of models has no 'data'")
        }
        return ModelPage(models: data.compactMap { $0["id"]?.string }, next: nil)
    }
}

internal import ReeveJSON

/// Anthropic's messages.
///
/// The form of the final answer is asked for by a tool of its name, whose input schema is the schema of the answer: every
/// model and every server that imitates the API knows tools. Where other tools are offered the model must call any of
/// them; else it must call that one. The caller sees the tool's input as the answer's text, and no call.
struct AnthropicAdapter: ProviderAdapter {
    /// The API asks for a bound; this one is said where the request states none.
    static let outputTokensMax = 8_192

    var streamForm: StreamForm { .serverSentEvents }
    var headers: [(name: String, value: String)] { [("anthropic-version", "2023-06-01")] }
    var answerResource: String { "messages" }

    private static let own: Set<String> = ["model", "messages", "system", "stream", "tools", "stop_sequences"]

    func body(for request: ModelRequest, names: WireTools) throws(ModelError) -> AdapterBody {
        let parameters = try RequestParameters(request.parameters, own: Self.own)
        var json = parameters.others
        let offersTools = !request.tools.isEmpty || request.output != nil
        // What a model thought must come back with its calls, and a conversation of ours has no place for it.
        if offersTools, json["thinking"] != nil {
            throw ModelError(
                .invalidRequest, "parameter 'thinking' cannot be used together with tools or an output schema")
        }
        if request.output != nil, json["tool_choice"] != nil {
            throw ModelError(.invalidRequest, "parameter 'tool_choice' cannot be used together with an output schema")
        }
        let bound = parameters.maxTokens ?? Self.outputTokensMax
        json["model"] = .string(request.model)
        json["messages"] = .array(AnthropicMessages.of(request.messages, names: names))
        json["system"] = request.system.flatMap { $0.isEmpty ? nil : .string($0) }
        json["stream"] = true
        json["max_tokens"] = JSONValue(bound)
        json["temperature"] = parameters.temperature
        json["top_p"] = parameters.topP
        json["stop_sequences"] = parameters.stop.map { JSONValue($0) }
        var tools = request.tools.map { tool in
            Self.tool(names.tools.wire(of: tool.name), tool.description, tool.inputSchema)
        }
        if let output = request.output {
            let name = names.tools.free(output.name)
            tools.append(Self.tool(name, "Gives the final answer.", output.schema))
            json["tool_choice"] = tools.count == 1 ? ["type": "tool", "name": .string(name)] : ["type": "any"]
        }
        if !tools.isEmpty { json["tools"] = .array(tools) }
        return AdapterBody(
            json: json, outputTokensMax: bound, leftOut: parameters.seed == nil ? [] : ["seed"])
    }

    private static func tool(_ name: String, _ description: String?, _ schema: JSONValue) -> JSONValue {
        var tool: JSONObject = ["name": .string(name), "input_schema": schema]
        if let description { tool["description"] = .string(description) }
        return .object(tool)
    }

    func decoder(for request: ModelRequest, names: WireTools) -> any AnswerDecoder {
        AnthropicDecoder(names: names, answerTool: request.output.map { names.tools.free($0.name) })
    }

    func modelsResource(after cursor: String?) -> String {
        // An id is asked back as it came; characters that mean something in a query would not be of an id.
        "models?limit=1000" + (cursor.map { "&after_id=\($0)" } ?? "")
    }

    func models(in page: JSONValue) throws(ModelError) -> ModelPage {
        guard let data = page["data"]?.array else {
            throw ModelError(.invalidAnswer, "the list of models has no 'data'")
        }
        let cursor = page["has_more"] == true ? page["last_id"]?.string : nil
        if let cursor, !cursor.utf8.allSatisfy(Self.isOfID) {
            throw ModelError(
                .invalidAnswer, "the list of models goes on behind '\(ProviderFault.line(cursor))', which is no id")
        }
        return ModelPage(models: data.compactMap { $0["id"]?.string }, next: cursor)
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-_.:@".utf8.contains(byte)
    }
}

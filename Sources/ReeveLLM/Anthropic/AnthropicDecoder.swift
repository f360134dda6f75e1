internal import ReeveJSON

/// Reads the events of a message, from `message_start` to `message_stop`.
struct AnthropicDecoder: AnswerDecoder {
    private let names: WireTools
    /// The tool whose input is the answer.
    private let answerTool: String?
    private var parts = AnswerParts()
    private var places: [Int: Int] = [:]
    /// Input that came whole with the start of a call; counts where no pieces follow.
    private var inputs: [Int: JSONObject] = [:]
    private var usage: JSONObject = [:]
    private var model: String?
    private var stopReason: String?
    private(set) var isComplete = false

    init(names: WireTools, answerTool: String?) {
        self.names = names
        self.answerTool = answerTool
    }

    mutating func take(_ piece: JSONValue) throws(ModelError) -> String? {
        guard let type = piece["type"]?.string else {
            throw ModelError(.invalidAnswer, "a piece of the answer has no type")
        }
        switch type {
        case "message_start": takeHead(piece["message"] ?? .null)
        case "content_block_start":
            return try takeBlock(piece["content_block"] ?? .null, index: piece["index"]?.int ?? 0)
        case "content_block_delta": return try takeDelta(piece["delta"] ?? .null, index: piece["index"]?.int ?? 0)
        case "message_delta":
            if let reason = piece["delta"]?["stop_reason"]?.string { stopReason = reason }
            takeUsage(piece["usage"])
        case "message_stop": isComplete = true
        // `ping`, `content_block_stop`, and types that are added to the API.
        default: break
        }
        return nil
    }

    mutating func takeWhole(_ body: JSONValue) throws(ModelError) -> String? {
        guard let content = body["content"]?.array else {
            throw ModelError(.invalidAnswer, "the answer has no 'content'")
        }
        takeHead(body)
        stopReason = body["stop_reason"]?.string
        var text = ""
        for (index, block) in content.enumerated() { text += try takeBlock(block, index: index) ?? "" }
        isComplete = true
        return text.isEmpty ? nil : text
    }

    private mutating func takeHead(_ message: JSONValue) {
        if let name = message["model"]?.string, !name.isEmpty { model = name }
        takeUsage(message["usage"])
    }

    /// Counts of later events replace earlier ones; each event has some of them.
    private mutating func takeUsage(_ counts: JSONValue?) {
        for member in counts?.object ?? [:] where member.value.number != nil { usage[member.key] = member.value }
    }

    private mutating func takeBlock(_ block: JSONValue, index: Int) throws(ModelError) -> String? {
        switch block["type"]?.string {
        case "text": return try parts.add(text: block["text"]?.string ?? "")
        case "tool_use":
            let place = try parts.addCall(id: block["id"]?.string, name: block["name"]?.string)
            places[index] = place
            if let input = block["input"]?.object, !input.isEmpty { inputs[place] = input }
        // What a model thinks, and what the provider's own tools do.
        default: break
        }
        return nil
    }

    private mutating func takeDelta(_ delta: JSONValue, index: Int) throws(ModelError) -> String? {
        switch delta["type"]?.string {
        case "text_delta": return try parts.add(text: delta["text"]?.string ?? "")
        case "input_json_delta":
            if let place = places[index] {
                try parts.add(arguments: (delta["partial_json"]?.string ?? "").utf8, to: place)
            }
        default: break
        }
        return nil
    }

    mutating func finish() throws(ModelError) -> (answer: ModelAnswer, told: ToldUsage) {
        guard isComplete, let stopReason else {
            throw ModelError(.streamCut, "the provider's stream ended before the answer was whole")
        }
        for (place, input) in inputs.sorted(by: { $0.key < $1.key }) where parts.calls[place].arguments.isEmpty {
            try parts.add(arguments: JSONValue.object(input).writtenBytes, to: place)
        }
        var ending: ModelAnswer.Ending =
            switch stopReason {
            case "end_turn", "stop_sequence", "tool_use": parts.calls.isEmpty ? .stop : .toolCalls
            case "max_tokens", "model_context_window_exceeded": .length
            case "refusal": .refused("the provider refused to answer")
            default: .other(ProviderFault.line(stopReason))
            }
        if let answerTool, parts.takeAnswer(of: answerTool), ending == .toolCalls, parts.calls.isEmpty {
            ending = .stop
        }
        return (parts.answer(ending, model: model, names: names), toldUsage)
    }

    /// Anthropic counts cached input beside the other.
    private var toldUsage: ToldUsage {
        // An absurd count stays one, and no sum of them overflows.
        func count(_ name: String) -> Int? { usage[name]?.int.map { min(max($0, -1), 1 << 40) } }
        let read = count("cache_read_input_tokens") ?? 0
        let input = count("input_tokens").map { [$0, read, count("cache_creation_input_tokens") ?? 0] }
        return ToldUsage(
            input: input.map { $0.contains(-1) ? -1 : $0.reduce(0, +) }, output: count("output_tokens"), cached: read)
    }
}

internal import ReeveJSON

/// Reads chat completion chunks. Pieces of a call's arguments are told apart by the call's index; its id and name come
/// with the first of them alone.
struct OpenAIDecoder: AnswerDecoder {
    private static let done = Array("[DONE]".utf8)

    private let names: WireTools
    private var parts = AnswerParts()
    private var places: [Int: Int] = [:]
    private var told = ToldUsage()
    private var model: String?
    private var finishReason: String?
    private var refusal = ""
    private(set) var isComplete = false

    init(names: WireTools) { self.names = names }

    mutating func takeWord(_ word: [UInt8]) -> Bool {
        guard word == Self.done else { return false }
        isComplete = true
        return true
    }

    mutating func take(_ piece: JSONValue) throws(ModelError) -> String? { try take(piece, message: "delta") }

    mutating func takeWhole(_ body: JSONValue) throws(ModelError) -> String? {
        isComplete = true
        guard body["choices"]?.array?.isEmpty == false else {
            throw ModelError(.invalidAnswer, "the answer has no 'choices'")
        }
        return try take(body, message: "message")
    }

    private mutating func take(_ body: JSONValue, message name: String) throws(ModelError) -> String? {
        guard body.object != nil else { throw ModelError(.invalidAnswer, "a piece of the answer is no object") }
        if let name = body["model"]?.string, !name.isEmpty { model = name }
        if let usage = body["usage"], usage.object != nil {
            told = ToldUsage(
                input: usage["prompt_tokens"]?.int, output: usage["completion_tokens"]?.int,
                cached: usage["prompt_tokens_details"]?["cached_tokens"]?.int)
        }
        // The last chunk has usage and no choice. Of several answers the first counts.
        guard let choice = body["choices"]?.array?.first(where: { ($0["index"]?.int ?? 0) == 0 }) else { return nil }
        if let reason = choice["finish_reason"]?.string, !reason.isEmpty { finishReason = reason }
        guard let message = choice[name] else { return nil }
        if let piece = message["refusal"]?.string, refusal.utf8.count < 4_096 { refusal += piece }
        for (offset, call) in (message["tool_calls"]?.array ?? []).enumerated() {
            try take(call, isWhole: name == "message", offset: offset)
        }
        return try parts.add(text: Self.text(of: message["content"]))
    }

    /// Content is a text, or a list of parts of which some are texts.
    private static func text(of content: JSONValue?) -> String {
        content?.string ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined()
    }

    private mutating func take(_ call: JSONValue, isWhole: Bool, offset: Int) throws(ModelError) {
        let id = call["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let name = call["function"]?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let place = try place(of: call, id: id, name: name, key: isWhole ? offset : call["index"]?.int)
        parts.complete(place, id: id, name: name)
        switch call["function"]?["arguments"] {
        case .string(let text)?: try parts.add(arguments: text.utf8, to: place)
        // Some servers give the object itself.
        case .object(let object)?: try parts.add(arguments: JSONValue.object(object).writtenBytes, to: place)
        default: break
        }
    }

    /// Servers that give no index, or index 0 to every call, begin a call with its id or its name.
    private mutating func place(of call: JSONValue, id: String?, name: String?, key: Int?) throws(ModelError) -> Int {
        let known = key.map { places[$0] } ?? (parts.calls.isEmpty ? nil : parts.calls.count - 1)
        if let known {
            let before = parts.calls[known]
            let isOther = id.map { !before.id.isEmpty && $0 != before.id } ?? (key == nil && name != nil)
            if !isOther { return known }
        }
        let place = try parts.addCall(id: id, name: name)
        if let key { places[key] = place }
        return place
    }

    mutating func finish() throws(ModelError) -> (answer: ModelAnswer, told: ToldUsage) {
        guard let finishReason else {
            throw ModelError(.streamCut, "the provider's stream ended before the answer was whole")
        }
        let ending: ModelAnswer.Ending =
            switch finishReason {
            case _ where !refusal.isEmpty: .refused(ProviderFault.line(refusal))
            case "length": .length
            case "content_filter": .refused("the provider's content filter")
            // Some servers end with `stop` after tool calls.
            case "stop", "tool_calls", "function_call": parts.calls.isEmpty ? .stop : .toolCalls
            default: .other(ProviderFault.line(finishReason))
            }
        return (parts.answer(ending, model: model, names: names), told)
    }
}

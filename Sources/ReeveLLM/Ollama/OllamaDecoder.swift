internal import ReeveJSON

/// Reads the lines of `/api/chat`. A call comes whole in one of them; the last one says `done` and has the counters.
struct OllamaDecoder: AnswerDecoder {
    private let names: WireTools
    private var parts = AnswerParts()
    private var told = ToldUsage()
    private var model: String?
    private var doneReason: String?
    private(set) var isComplete = false

    init(names: WireTools) { self.names = names }

    mutating func takeWhole(_ body: JSONValue) throws(ModelError) -> String? {
        guard body["message"]?.object != nil else {
            throw ModelError(.invalidAnswer, "the answer has no 'message'")
        }
        return try take(body)
    }

    mutating func take(_ piece: JSONValue) throws(ModelError) -> String? {
        guard piece.object != nil else { throw ModelError(.invalidAnswer, "a piece of the answer is no object") }
        if let name = piece["model"]?.string, !name.isEmpty { model = name }
        for call in piece["message"]?["tool_calls"]?.array ?? [] {
            let place = try parts.addCall(id: call["id"]?.string, name: call["function"]?["name"]?.string)
            switch call["function"]?["arguments"] {
            case .object(let object)?: try parts.add(arguments: JSONValue.object(object).writtenBytes, to: place)
            // Servers that imitate Ollama write the text of other providers.
            case .string(let text)?: try parts.add(arguments: text.utf8, to: place)
            default: break
            }
        }
        if piece["done"] == true {
            isComplete = true
            doneReason = piece["done_reason"]?.string
            told = ToldUsage(input: piece["prompt_eval_count"]?.int, output: piece["eval_count"]?.int)
        }
        return try parts.add(text: piece["message"]?["content"]?.string ?? "")
    }

    mutating func finish() throws(ModelError) -> (answer: ModelAnswer, told: ToldUsage) {
        guard isComplete else {
            throw ModelError(.streamCut, "the provider's stream ended before the answer was whole")
        }
        let ending: ModelAnswer.Ending =
            switch doneReason ?? "" {
            case "stop", "", "tool_calls": parts.calls.isEmpty ? .stop : .toolCalls
            case "length": .length
            case let word: .other(ProviderFault.line(word))
            }
        return (parts.answer(ending, model: model, names: names), told)
    }
}

internal import ReeveJSON
internal import ReeveLLM

/// What a final answer comes to.
enum TaskOutput: Sendable {
    case valid(JSONValue)
    case invalid(String)

    /// - Parameter schema: nil where the output is the text as it is.
    init(_ answer: ModelAnswer, schema: JSONValue?) {
        let wasCut = answer.ending == .length
        guard let schema else {
            self =
                wasCut
                ? .invalid("the answer was cut at the bound on output tokens; a higher 'max_tokens' gives it room")
                : .valid(.string(answer.text))
            return
        }
        guard let value = TaskOutput.json(in: answer.text) else {
            self = .invalid(wasCut ? "the answer was cut at the bound on output tokens" : "the answer is no JSON")
            return
        }
        if let problem = SchemaCheck(schema).problem(of: value) {
            self = .invalid("the answer is not valid by its schema: \(problem)")
        } else {
            self = .valid(value)
        }
    }

    /// The JSON of an answer: the whole text, or what stands in its one fence.
    private static func json(in text: String) -> JSONValue? {
        let trimmed = text.trimmed
        if let value = try? JSONParser.parse(trimmed) { return value }
        guard trimmed.hasPrefix("```"), trimmed.hasSuffix("```"), let line = trimmed.firstIndex(of: "\n") else {
            return nil
        }
        let inner = trimmed[trimmed.index(after: line)...].dropLast(3)
        return try? JSONParser.parse(String(inner).trimmed)
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

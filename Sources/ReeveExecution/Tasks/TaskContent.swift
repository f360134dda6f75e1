internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReeveStore

/// The content of the journal's entries, in JSON.
///
/// - A prompt is `{system, user, repair}`.
/// - A question that was answered is `{text, calls: [{id, tool, arguments, text}], ending}`; one that was not is
///   `{code, message}`.
/// - A call is `{id, effect, arguments, approval}`, and once it is done also `{text, isError, reason, tainted}`. One that
///   is not made because another call of its proposal was refused has `withdrawn`.
enum TaskContent {
    static func prompt(system: String?, user: String, tainted: Bool = false) -> JSONValue {
        var content: JSONObject = ["user": .string(user)]
        if let system { content["system"] = .string(system) }
        if tainted { content["tainted"] = true }
        return .object(content)
    }

    static func repair(_ user: String) -> JSONValue { ["repair": true, "user": .string(user)] }

    static func answer(_ answer: ModelAnswer) -> JSONValue {
        var content: JSONObject = ["ending": .string(word(of: answer.ending)), "text": .string(answer.text)]
        if !answer.calls.isEmpty { content["calls"] = .array(answer.calls.map(json)) }
        return .object(content)
    }

    static func answer(_ content: JSONValue, of row: TaskEntry) -> ModelAnswer {
        ModelAnswer(
            text: content["text"]?.string ?? "", calls: (content["calls"]?.array ?? []).map(call),
            ending: ending(content["ending"]?.string ?? ""), usage: nil, model: row.model)
    }

    static func failure(_ error: ModelError, message: String) -> JSONValue {
        ["code": .string(error.code.rawValue), "message": .string(message)]
    }

    // MARK: Calls

    private static func json(_ call: ModelToolCall) -> JSONValue {
        var content: JSONObject = ["id": .string(call.id), "tool": .string(call.tool)]
        if let arguments = call.arguments {
            content["arguments"] = .object(arguments)
        } else {
            content["text"] = .string(call.argumentsText)
        }
        return .object(content)
    }

    private static func call(_ content: JSONValue) -> ModelToolCall {
        let arguments = content["arguments"]?.object
        return ModelToolCall(
            id: content["id"]?.string ?? "", tool: content["tool"]?.string ?? "", arguments: arguments,
            argumentsText: content["text"]?.string ?? arguments.map { JSONValue.object($0).canonicalText } ?? "")
    }

    /// Equal for calls of one tool with equal arguments.
    static func fingerprint(of call: ModelToolCall) -> String {
        call.tool + " " + (call.arguments.map { JSONValue.object($0).canonicalText } ?? call.argumentsText)
    }

    /// The same for a call that the journal has.
    static func fingerprint(of entry: TaskJournal.Entry) -> String {
        (entry.row.tool ?? "") + " "
            + (entry.content["arguments"].map(\.canonicalText) ?? entry.content["argumentsText"]?.string ?? "")
    }

    static func announced(
        _ call: ModelToolCall, effect: String, arguments: JSONValue, approval: ULID? = nil
    ) -> JSONValue {
        var content: JSONObject = ["arguments": arguments, "effect": .string(effect), "id": .string(call.id)]
        content["approval"] = approval.map { .string($0.text) }
        return .object(content)
    }

    /// The result that an entry gives the model; nil for an entry that is no call, or that has none.
    static func result(of entry: TaskJournal.Entry) -> ModelToolResult? {
        guard entry.row.kind == .call, entry.row.status != .announced, let id = entry.content["id"]?.string,
            let text = entry.content["text"]?.string
        else { return nil }
        return ModelToolResult(
            call: id, tool: entry.row.tool ?? "", text: text, isError: entry.content["isError"]?.bool ?? false)
    }

    // MARK: Endings

    private static let endings: [(ModelAnswer.Ending, String)] = [
        (.stop, "stop"), (.toolCalls, "tool-calls"), (.length, "length"),
    ]

    static func word(of ending: ModelAnswer.Ending) -> String {
        switch ending {
        case .refused(let why): "refused:" + why
        case .other(let word): "other:" + word
        default: endings.first { $0.0 == ending }?.1 ?? "stop"
        }
    }

    static func ending(_ word: String) -> ModelAnswer.Ending {
        if let known = endings.first(where: { $0.1 == word }) { return known.0 }
        if word.hasPrefix("refused:") { return .refused(String(word.dropFirst("refused:".count))) }
        return .other(word.hasPrefix("other:") ? String(word.dropFirst("other:".count)) : word)
    }
}

internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel

/// Answers and errors of models in the JSON of recordings.
enum RecordedModel {
    /// Nil for what is not kept: a question that was cancelled.
    static func encode(_ result: Result<ModelAnswer, any Error>, events: [ModelEvent]) -> RecordedExchange.Answer? {
        switch result {
        case .success(let answer): return .value(json(answer, events))
        case .failure(let error as ModelError):
            guard error.code != .cancelled else { return nil }
            var object = json(error)
            if !events.isEmpty { object["events"] = .array(events.compactMap(json)) }
            return .error(.object(object))
        case .failure: return nil
        }
    }

    /// - Throws: ``ModelError``: the recorded one, or `invalidAnswer`.
    static func decode(
        _ recorded: RecordedExchange.Answer, onEvent: (ModelEvent) -> Void
    ) throws(ModelError) -> ModelAnswer {
        for event in recorded.json["events"]?.array ?? [] { if let event = self.event(event) { onEvent(event) } }
        switch recorded {
        case .error(let value): throw error(value)
        case .value(let value): return answer(value)
        }
    }

    // MARK: Answers

    private static func json(_ answer: ModelAnswer, _ events: [ModelEvent]) -> JSONValue {
        var object: JSONObject = ["ending": .string(TaskContent.word(of: answer.ending)), "text": .string(answer.text)]
        object["model"] = answer.model.map(JSONValue.string)
        if !answer.calls.isEmpty { object["calls"] = .array(answer.calls.map(json)) }
        if let usage = answer.usage {
            object["usage"] = [
                "bounded": .bool(usage.isBounded), "cached": JSONValue(usage.cached), "input": JSONValue(usage.input),
                "output": JSONValue(usage.output),
            ]
        }
        if !events.isEmpty { object["events"] = .array(events.compactMap(json)) }
        return .object(object)
    }

    private static func answer(_ json: JSONValue) -> ModelAnswer {
        var usage: ModelUsage?
        if let told = json["usage"], let input = told["input"]?.int, let output = told["output"]?.int {
            usage = ModelUsage(
                input: input, output: output, cached: told["cached"]?.int ?? 0,
                isBounded: told["bounded"]?.bool ?? false)
        }
        return ModelAnswer(
            text: json["text"]?.string ?? "", calls: (json["calls"]?.array ?? []).map(call),
            ending: TaskContent.ending(json["ending"]?.string ?? ""), usage: usage, model: json["model"]?.string)
    }

    private static func json(_ call: ModelToolCall) -> JSONValue {
        var object: JSONObject = ["id": .string(call.id), "tool": .string(call.tool)]
        if let arguments = call.arguments {
            object["arguments"] = .object(arguments)
        } else {
            object["text"] = .string(call.argumentsText)
        }
        if call.isRepaired { object["repaired"] = true }
        return .object(object)
    }

    private static func call(_ json: JSONValue) -> ModelToolCall {
        let arguments = json["arguments"]?.object
        return ModelToolCall(
            id: json["id"]?.string ?? "", tool: json["tool"]?.string ?? "", arguments: arguments,
            argumentsText: json["text"]?.string ?? arguments.map { JSONValue.object($0).canonicalText } ?? "",
            isRepaired: json["repaired"]?.bool ?? false)
    }

    // MARK: Errors and events

    private static func json(_ error: ModelError) -> JSONObject {
        var object: JSONObject = ["code": .string(error.code.rawValue), "message": .string(error.message)]
        object["status"] = error.status.map { JSONValue($0) }
        object["retry_after_us"] = error.retryAfter.map { JSONValue($0.microseconds) }
        return object
    }

    private static func error(_ json: JSONValue) -> ModelError {
        ModelError(
            json["code"]?.string.flatMap(ModelError.Code.init) ?? .invalidAnswer, json["message"]?.string ?? "",
            status: json["status"]?.int,
            retryAfter: json["retry_after_us"]?.int.map { .microseconds($0) })
    }

    private static func json(_ event: ModelEvent) -> JSONValue? {
        switch event {
        case .text: return nil
        case .retrying(let error, let pause, let attempt):
            return [
                "attempt": JSONValue(attempt), "error": .object(json(error)),
                "pause_us": JSONValue(pause.microseconds), "what": "retrying",
            ]
        case .modelChosen(let model): return ["model": .string(model), "what": "model-chosen"]
        case .parameterLeftOut(let name): return ["name": .string(name), "what": "parameter-left-out"]
        }
    }

    private static func event(_ json: JSONValue) -> ModelEvent? {
        switch json["what"]?.string {
        case "retrying":
            .retrying(
                error(json["error"] ?? .null), pause: .microseconds(json["pause_us"]?.int ?? 0),
                attempt: json["attempt"]?.int ?? 1)
        case "model-chosen": .modelChosen(json["model"]?.string ?? "")
        case "parameter-left-out": .parameterLeftOut(json["name"]?.string ?? "")
        default: nil
        }
    }
}

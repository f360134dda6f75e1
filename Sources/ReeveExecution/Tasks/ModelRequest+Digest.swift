internal import ReeveJSON
package import ReeveLLM
internal import ReeveModel

extension ModelRequest {
    /// The question in JSON, in no provider's form: what recordings and digests go by.
    var json: JSONValue {
        var object: JSONObject = ["messages": .array(messages.map(ModelRequest.json)), "model": .string(model)]
        object["system"] = JSONValue(system)
        if !tools.isEmpty {
            object["tools"] = .array(
                tools.map { tool in
                    var object: JSONObject = ["input_schema": tool.inputSchema, "name": .string(tool.name)]
                    object["description"] = JSONValue(tool.description)
                    return .object(object)
                })
        }
        if let output { object["output"] = output.schema }
        if !parameters.isEmpty { object["parameters"] = .object(parameters) }
        return .object(object)
    }

    private static func json(_ message: ModelMessage) -> JSONValue {
        switch message {
        case .user(let text): ["text": .string(text), "user": true]
        case .assistant(let text, let calls):
            [
                "calls": .array(
                    calls.map {
                        ["arguments": .string($0.argumentsText), "id": .string($0.id), "tool": .string($0.tool)]
                    }), "text": .string(text),
            ]
        case .results(let results):
            [
                "results": .array(
                    results.map {
                        ["call": .string($0.call), "error": .bool($0.isError), "text": .string($0.text)]
                    })
            ]
        }
    }

    var digest: ContentDigest { ContentDigest.of(json) }

    /// At least the bytes of every text that a provider is sent.
    var sizeBytes: Int { json.canonicalBytes.count }
}

extension ModelError {
    /// Whether the provider may have counted tokens for the question, although there is no answer.
    var mayHaveBeenUsed: Bool {
        switch code {
        case .timedOut, .streamCut, .invalidAnswer, .tooLarge, .cancelled: true
        case .connectionFailed, .rateLimited, .overloaded, .serverError, .unauthorized, .modelMissing, .invalidRequest,
            .egressDenied, .contextExceeded, .circuitOpen, .replayMiss:
            false
        }
    }
}

extension ExecutionScope.Provider {
    package var prices: [ModelPrice] {
        spec.pricing.map {
            ModelPrice(model: $0.model, from: $0.from, input: $0.input, output: $0.output, cached: $0.cached)
        }
    }
}

internal import ReeveJSON

/// An error as a provider tells it.
struct ProviderFault: Sendable, Hashable {
    /// The provider's word for it, such as `rate_limit_error`; empty where it has none.
    var kind: String
    var message: String

    /// An error in the form of OpenAI and Anthropic, `{"error": {"type", "code", "message"}}`, or of Ollama,
    /// `{"error": "text"}`; nil where the body tells none. Servers that imitate an API mix the forms.
    init?(_ body: JSONValue) {
        guard let error = body["error"], !error.isNull else { return nil }
        if let text = error.string {
            self.init(kind: "", message: text)
            return
        }
        // A code says more than a type: `invalid_request_error` with `context_length_exceeded`.
        let kind = error["code"]?.string ?? error["type"]?.string ?? ""
        self.init(kind: kind, message: error["message"]?.string ?? kind)
    }

    init(kind: String, message: String) {
        self.kind = kind
        self.message = message
    }

    /// - Parameter status: of the response; nil, or 200, for an error within an answer.
    func error(status: Int?) -> ModelError {
        let code = Self.certain[kind] ?? (tellsOfContext ? .contextExceeded : tellsOfModel ? .modelMissing : nil)
        let ofStatus = status.flatMap(Self.code(of:))
        return ModelError(
            code ?? ofStatus ?? Self.kinds[kind] ?? .serverError, "the provider says: \(Self.line(message))",
            status: status)
    }

    /// The error of a response whose body tells none.
    static func error(status: Int) -> ModelError {
        let what = (300..<400).contains(status) ? "a redirect, which is not followed" : "status \(status)"
        return ModelError(code(of: status) ?? .serverError, "the provider answered with \(what)", status: status)
    }

    /// One line of at most 500 characters.
    static func line(_ text: String) -> String {
        // A character has many bytes at most where somebody made it so; bytes are bounded first.
        let start = String(decoding: text.utf8.prefix(4_096), as: UTF8.self)
        return VisibleText.shortened(VisibleText.of(start), to: 500)
    }

    private static func code(of status: Int) -> ModelError.Code? {
        switch status {
        case 401, 402, 403: .unauthorized
        case 404: .modelMissing
        case 408: .timedOut
        case 413: .contextExceeded
        case 429: .rateLimited
        case 503, 529: .overloaded
        // 409 is a lock within the provider, which its own clients wait for.
        case 409, 500...: .serverError
        case 300..<500: .invalidRequest
        default: nil
        }
    }

    /// Words that say more than the status that comes with them. An account without money answers 429 for ever.
    private static let certain: [String: ModelError.Code] = [
        "context_length_exceeded": .contextExceeded, "exceed_context_size_error": .contextExceeded,
        "request_too_large": .contextExceeded, "insufficient_quota": .unauthorized, "billing_error": .unauthorized,
        "model_not_found": .modelMissing, "overloaded_error": .overloaded, "rate_limit_error": .rateLimited,
        "rate_limit_exceeded": .rateLimited,
    ]

    /// Words for errors that come without a status, within a stream.
    private static let kinds: [String: ModelError.Code] = [
        "authentication_error": .unauthorized, "permission_error": .unauthorized, "invalid_api_key": .unauthorized,
        "not_found_error": .modelMissing, "invalid_request_error": .invalidRequest, "timeout_error": .timedOut,
    ]

    /// Anthropic, Ollama and llama.cpp tell in words alone that a request is too long for the model.
    private var tellsOfContext: Bool {
        guard kind.isEmpty || kind == "invalid_request_error" else { return false }
        let text = message.prefix(1_000).lowercased()
        let phrases = [
            "prompt is too long", "context length", "context size", "context window", "maximum context",
        ]
        return phrases.contains { text.contains($0) } && !text.contains("rate limit")
    }

    /// Ollama has no word for a model that is not there.
    private var tellsOfModel: Bool {
        kind.isEmpty && message.hasPrefix("model ") && message.prefix(1_000).contains("not found")
    }
}

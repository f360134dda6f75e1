internal import ReeveJSON

/// Something that a server asks its client for while it works. This client has none of it, and says so.
enum InputRequest: String, Sendable {
    /// A person's answer.
    case elicitation = "elicitation/create"
    /// A model's answer.
    case sampling = "sampling/createMessage"
    /// The client's folders.
    case roots = "roots/list"

    init?(method: String) { self.init(rawValue: method) }

    /// The answer that declines, where the protocol has one: inside a call's result there is no place for an error.
    private var decliningAnswer: JSONValue? {
        switch self {
        case .elicitation: ["action": "decline"]
        case .roots: ["roots": []]
        case .sampling: nil
        }
    }

    /// What the parameters of a call get when it is sent again, after the server has answered it with `input_required`.
    ///
    /// - Returns: nil where something is asked for that cannot be declined, or nothing at all.
    static func decline(_ result: JSONValue) -> JSONObject? {
        var more: JSONObject = [:]
        if case .string(let state)? = result["requestState"] { more["requestState"] = .string(state) }
        guard let requests = result["inputRequests"], !requests.isNull else { return more.isEmpty ? nil : more }
        guard let requests = requests.object else { return nil }
        var responses: JSONObject = [:]
        for request in requests {
            guard let method = request.value["method"]?.string,
                let answer = InputRequest(method: method)?.decliningAnswer
            else { return nil }
            responses[request.key] = answer
        }
        more["inputResponses"] = .object(responses)
        return more
    }
}

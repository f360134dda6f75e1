internal import ReeveJSON

/// A request's parameters: those that every provider has in words of its own, and the others.
struct RequestParameters: Sendable {
    let temperature: JSONValue?
    let topP: JSONValue?
    let maxTokens: Int?
    let seed: JSONValue?
    let stop: [String]?
    /// As they were written.
    let others: JSONObject

    /// A parameter that is null counts as absent.
    ///
    /// - Parameter own: what the adapter says itself, so that a parameter of the name would be lost, or change what the
    ///   answer means.
    /// - Throws: ``ModelError/Code/invalidRequest``.
    init(_ parameters: JSONObject, own: Set<String>) throws(ModelError) {
        var rest = parameters
        func take(_ name: String, _ type: String, _ fits: (JSONValue) -> Bool) throws(ModelError) -> JSONValue? {
            guard let value = rest[name] else { return nil }
            rest[name] = nil
            guard !value.isNull else { return nil }
            guard fits(value) else { throw ModelError(.invalidRequest, "parameter '\(name)' must be \(type)") }
            return value
        }
        temperature = try take("temperature", "a number") { $0.number != nil }
        topP = try take("top_p", "a number") { $0.number != nil }
        seed = try take("seed", "a whole number") { $0.number?.isIntegral == true }
        maxTokens = try take("max_tokens", "a whole number above 0") { ($0.int ?? 0) > 0 }?.int
        let stop = try take("stop", "a text or a list of texts") { value in
            value.string != nil || value.array.map { $0.allSatisfy { $0.string != nil } } == true
        }
        self.stop = stop.map { $0.array?.compactMap(\.string) ?? [$0.string].compactMap(\.self) }
        if let name = rest.keys.first(where: own.contains) {
            throw ModelError(.invalidRequest, "parameter '\(name)' is set by reeve")
        }
        others = JSONObject(rest.filter { !$0.value.isNull })
    }
}

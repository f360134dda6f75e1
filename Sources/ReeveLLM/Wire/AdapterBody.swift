internal import ReeveJSON

/// A request body, and what it says in no provider's words.
struct AdapterBody: Sendable {
    var json: JSONObject
    /// The bound on output tokens that it states.
    var outputTokensMax: Int?
    /// Parameters that the API does not know.
    var leftOut: [String] = []
}

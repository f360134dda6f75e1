/// The most tokens that a request can use: what a budget reserves before it is sent.
package struct TokenCeiling: Sendable, Hashable {
    /// What providers put around a request by themselves: marks of roles, a preamble for tools.
    package static let overhead = 1_024
    /// No model's answer has more tokens. Counts above are no counts.
    package static let outputMax = 4_000_000

    package var input: Int
    /// Nil where the request bounds its answer nowhere. Such a request cannot be reserved for; give it `max_tokens`.
    package var output: Int?

    /// - Parameters:
    ///   - requestBytes: of the whole body. A token stands for at least one byte of text, and JSON makes no text shorter.
    ///   - outputTokensMax: of the request.
    package init(requestBytes: Int, outputTokensMax: Int?) {
        input = requestBytes + Self.overhead
        output = outputTokensMax
    }
}

import ReeveModel

/// What one provider said to a short question.
package struct ProviderTest: Sendable {
    package struct Answer: Sendable {
        /// The model that answered, as the provider names it.
        package let model: String?
        /// The model that was asked for; nil where the provider chooses.
        package let askedModel: String?
        /// From the question to the whole answer, retries included.
        package let latency: Duration
        /// Requests that failed before.
        package let retries: Int
        /// Nil where the provider told none.
        package let usage: Usage?
        /// By `pricing`; nil where no price is known.
        package let cost: Money?
    }

    package struct Usage: Sendable, Hashable {
        package let input: Int
        package let output: Int
        /// The part of ``input`` that the provider had cached.
        package let cached: Int
        /// The provider told counts that cannot be, and bounds stand in their place.
        package let isBounded: Bool
    }

    package let provider: ObjectKey
    package let endpoint: String
    /// Whether it is asked in the place of the provider that was named.
    package let isFallback: Bool
    package let result: Result<Answer, ProviderFailure>

    package var hasFailed: Bool {
        if case .failure = result { return true }
        return false
    }
}

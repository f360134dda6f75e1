/// A whole answer of a model. A stream that was cut gives an error, never an answer.
package struct ModelAnswer: Sendable, Hashable {
    package enum Ending: Sendable, Hashable {
        case stop
        case toolCalls
        /// The bound on output tokens was reached.
        case length
        /// The provider took the answer back, or refused.
        case refused(String)
        /// A word of the provider that we do not know.
        case other(String)
    }

    package var text: String
    package var calls: [ModelToolCall]
    package var ending: Ending
    /// Nil where the provider told none.
    package var usage: ModelUsage?
    /// The model that answered, as the provider names it; nil where it names none.
    package var model: String?

    package init(
        text: String, calls: [ModelToolCall] = [], ending: Ending, usage: ModelUsage? = nil, model: String? = nil
    ) {
        self.text = text
        self.calls = calls
        self.ending = ending
        self.usage = usage
        self.model = model
    }
}

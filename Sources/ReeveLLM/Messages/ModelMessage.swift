/// One message of a conversation.
package enum ModelMessage: Sendable, Hashable {
    case user(String)
    /// What the model said: text, calls, or both.
    case assistant(text: String, calls: [ModelToolCall])
    /// The results of all calls of the assistant's message before, in the order of the calls.
    case results([ModelToolResult])
}

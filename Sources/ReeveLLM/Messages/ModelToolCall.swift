package import ReeveJSON

package struct ModelToolCall: Sendable, Hashable {
    /// The provider's, or one of our own where the provider gave none. Unique in the conversation.
    package var id: String
    /// Our name of the tool. A name that was not offered stays as the model wrote it.
    package var tool: String
    /// Nil where ``argumentsText`` is no JSON object, even after one repair.
    package var arguments: JSONObject?
    /// As the model wrote them.
    package var argumentsText: String
    /// ``argumentsText`` is broken JSON, and ``arguments`` are what ``ArgumentRepair`` made of it.
    package var isRepaired: Bool

    package init(
        id: String, tool: String, arguments: JSONObject?, argumentsText: String, isRepaired: Bool = false
    ) {
        self.id = id
        self.tool = tool
        self.arguments = arguments
        self.argumentsText = argumentsText
        self.isRepaired = isRepaired
    }
}

package import ReeveJSON

/// What a model is asked, in no provider's words.
package struct ModelRequest: Sendable, Hashable {
    /// The schema that the text of the final answer must pass, for providers that can hold the model to it.
    package struct OutputForm: Sendable, Hashable {
        package var name: String
        package var schema: JSONValue

        package init(name: String = "answer", schema: JSONValue) {
            self.name = name
            self.schema = schema
        }
    }

    package var model: String
    package var system: String?
    package var messages: [ModelMessage]
    package var tools: [ModelTool]
    package var output: OutputForm?
    /// `temperature`, `top_p`, `max_tokens`, `seed` and `stop` are said in each provider's words; others go as they are.
    package var parameters: JSONObject

    package init(
        model: String, system: String? = nil, messages: [ModelMessage], tools: [ModelTool] = [],
        output: OutputForm? = nil, parameters: JSONObject = [:]
    ) {
        self.model = model
        self.system = system
        self.messages = messages
        self.tools = tools
        self.output = output
        self.parameters = parameters
    }
}

package import ReeveJSON

/// What the row of a task keeps as its input: what of the item depends on its cell.
///
/// `{variables, prompt, choice}`. Bindings of results and secrets are still in it.
package struct TaskRequest: Sendable {
    package var variables: JSONObject
    package var prompt: String?
    /// Why this agent has the task, in words; nil where the item names it.
    package var choice: String?

    package init(variables: JSONObject, prompt: String?, choice: String? = nil) {
        self.variables = variables
        self.prompt = prompt
        self.choice = choice
    }

    package init(_ value: JSONValue) {
        variables = value["variables"]?.object ?? [:]
        prompt = value["prompt"]?.string
        choice = value["choice"]?.string
    }

    package var json: JSONValue {
        var object: JSONObject = ["variables": .object(variables)]
        if let prompt { object["prompt"] = .string(prompt) }
        if let choice { object["choice"] = .string(choice) }
        return .object(object)
    }
}

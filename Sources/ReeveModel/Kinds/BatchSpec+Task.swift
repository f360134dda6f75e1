import ReeveJSON

extension BatchSpec {
    /// Work of a model.
    package struct Task: Sendable {
        package enum Mode: String, Sendable {
            case execute
            /// The calls are stored, approved and then made.
            case propose
        }

        /// Who does it.
        package enum Assignee: Sendable, Hashable {
            case agent(String)
            /// Members with the role in turn; of the active team where no team is named.
            case role(String, team: String?)
        }

        package let assignee: Assignee
        /// The item's own, which goes before all others.
        package let template: String?
        /// With their bindings.
        package let variables: JSONObject
        package let prompt: String?
        /// Globs that narrow the agent's; nil narrows nothing, empty offers no tool.
        package let tools: [String]?
        package let provider: String?
        package let model: String?
        package let parameters: JSONObject
        package let requestTimeout: Duration?
        package let mode: Mode
        package let outputSchema: JSONValue?
        /// To be narrowed with the agent's; see ``TaskLimits/narrowed(by:)``.
        package let limits: TaskLimits
        /// For one attempt.
        package let timeout: Duration

        init(_ reader: SpecReader) throws(SpecError) {
            if let agent = try reader.optionalText("agent") {
                assignee = .agent(agent)
            } else {
                assignee = .role(try reader.text("role"), team: try reader.optionalText("team"))
            }
            template = try reader.optionalText("template")
            variables = reader.json("variables")?.object ?? [:]
            prompt = try reader.optionalText("prompt")
            tools = reader.has("tools") ? try reader.texts("tools") : nil
            provider = try reader.optionalText("provider")
            model = try reader.optionalText("model")
            parameters = reader.json("parameters")?.object ?? [:]
            requestTimeout = try reader.optionalDuration("requestTimeout")
            mode = try reader.choice("mode", as: Mode.self)
            outputSchema = try reader.nested("output")?.json("schema")
            if let nested = try reader.nested("limits") {
                limits = try TaskLimits(nested)
            } else {
                limits = TaskLimits()
            }
            timeout = try reader.duration("timeout")
        }
    }
}

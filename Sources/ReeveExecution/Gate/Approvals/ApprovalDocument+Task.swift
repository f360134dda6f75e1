package import ReeveJSON
internal import ReeveModel

extension ApprovalDocument {
    /// A task before its first question: what its model is told, and what it may ask for.
    package struct Task: Sendable, Hashable {
        /// `{system, user}` after redaction; shown, and not bound.
        package let prompt: JSONValue
        /// Of the exact prompt, with the salt of the document.
        package let promptDigest: ContentDigest
        /// The addresses of the tools that the model is offered.
        package let tools: [String]
        /// The rules that allow the task.
        package let rules: [Rule]

        init(prompt: JSONValue, promptDigest: ContentDigest, tools: [String], rules: [Rule]) {
            self.prompt = prompt
            self.promptDigest = promptDigest
            self.tools = tools
            self.rules = rules
        }

        var bound: JSONValue {
            [
                "prompt_digest": .string(promptDigest.description), "rules": .array(rules.map(\.bound)),
                "tools": JSONValue(tools),
            ]
        }

        package var json: JSONValue {
            [
                "prompt": prompt, "prompt_digest": .string(promptDigest.description),
                "rules": .array(rules.map(\.json)), "tools": JSONValue(tools),
            ]
        }

        /// Nil where the value is not what reeve writes.
        init?(_ json: JSONValue) {
            guard let prompt = json["prompt"],
                let digest = json["prompt_digest"]?.string.flatMap({ ContentDigest($0) }),
                let tools = json["tools"]?.array, let rules = json["rules"]?.array
            else { return nil }
            self.init(
                prompt: prompt, promptDigest: digest, tools: tools.compactMap(\.string),
                rules: rules.compactMap { Rule($0) })
            guard self.tools.count == tools.count, self.rules.count == rules.count else { return nil }
        }
    }
}

extension ApprovalDocument.Task? {
    /// What is another one than in `old`, for people; nil where nothing is.
    func moved(from old: ApprovalDocument.Task?) -> String? {
        guard let new = self, let old else { return self == old ? nil : "something else is asked for" }
        if new.promptDigest != old.promptDigest { return "the prompt has changed" }
        if new.tools != old.tools { return "the task is offered other tools" }
        return ApprovalDocument.Rule.moved(new.rules, from: old.rules, about: "the task")
    }
}

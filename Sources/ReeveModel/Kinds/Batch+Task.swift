import ReeveJSON

extension KindDescription {
    /// The fields of an item's `task`.
    static let batchTask = ObjectShape(
        "task", exactlyOne: [["agent", "role"]],
        [
            Field("agent", .reference(kind: KindName.agent), docs: "Who does it."),
            Field(
                "role", .reference(kind: KindName.role),
                docs: "Who does it: the members with this role take cells in turn, in the order of the manifest."),
            Field(
                "team", .reference(kind: KindName.team),
                docs: "With `role`: the team whose members they are; the active team where absent."),
            Field(
                "template", .reference(kind: KindName.template),
                docs: "What it begins with; else the member's, the team's, its type's, the role's, the agent's."),
            Field(
                "variables", .map(keys: .identifier, values: .json), .defaulted([:]),
                docs: "Values of the template's variables.",
                example: ["repo": ["fromMatrix": "repo"], "log": ["fromItem": "log", "path": "/content/0/text"]],
                binding: .inBatch),
            Field("prompt", .text(.nonEmpty), docs: "What is asked, behind the template's `user` text."),
            .planned("resources", .list(.json, ListRule()), docs: "MCP resources that are put in front of the model."),
            Field(
                "tools", .list(.text(.glob), ListRule(isUnique: true)),
                docs: "Narrows the agent's `tools`, by address with globs; `[]` offers none.",
                example: ["git-ro/git_log"]),
            Field(
                "provider", .reference(kind: KindName.modelProvider), docs: "The model provider; else the agent's."),
            Field("model", .text(.nonEmpty), docs: "The model; else the agent's, else the provider's."),
            Field(
                "parameters", .map(keys: .nonEmpty, values: .json), .defaulted([:]),
                docs: "Sent with every request, over the provider's.", example: ["temperature": 0]),
            Field(
                "requestTimeout", .duration(.milliseconds(1) ... .seconds(86_400)),
                docs: "For one request; else the provider's `timeout`."),
            Field(
                "mode",
                .choice([
                    Choice("execute", "makes its calls as it goes"),
                    Choice("propose", "stores its calls, waits for an approval, and makes exactly those"),
                ]), .defaulted("execute"), docs: "Whether it acts or proposes."),
            Field(
                "output",
                .object(
                    ObjectShape(
                        "output",
                        [Field("schema", .jsonSchema, .required, docs: "What the final answer must be, as JSON.")])),
                docs: "The form of the answer; text where absent. One repair round is made."),
            Field(
                "limits", .object(TaskLimits.shape(defaults: TaskLimits())),
                docs: "Caps of this item's tasks; of these and the agent's the smaller ones count."),
            Field(
                "timeout", .duration(.milliseconds(1) ... .seconds(86_400)), .defaulted("5m"), docs: "For one attempt."),
        ])
}

import ReeveJSON

/// The text that a task begins with: a system and a user message with variables.
package struct TemplateSpec: Sendable {
    /// The types of JSON Schema, without `null`: a variable has a value or is not given.
    package enum ValueType: String, Sendable, CaseIterable {
        case string
        case number
        case integer
        case boolean
        case object
        case array
    }

    /// A value that the text may ask for.
    package struct Variable: Sendable {
        package let name: String
        package let type: ValueType
        /// Whether a task must give it.
        package let isRequired: Bool
        /// What it is where a task does not give it.
        package let defaultValue: JSONValue?
        /// What a value must meet beside its type.
        package let schema: JSONValue?
        package let description: String?
    }

    /// In canonical order of names.
    package let variables: [Variable]
    package let system: String?
    package let user: String?
    /// Texts that `{{> name}}` puts in, in canonical order of names.
    package let partials: [(name: String, text: String)]

    /// What every task fills in, where there is a value; no variable may have such a name.
    package static let builtInVariables = [
        "agent_name", "role_name", "task_description", "task_title", "team_goal", "team_name",
    ]

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.template)
        var variables: [Variable] = []
        for member in reader.json("variables")?.object ?? [:] {
            let variable = try SpecReader(member.value, context: KindName.template + ".variables." + member.key)
            let defaultValue = variable.json("default")
            variables.append(
                Variable(
                    name: member.key, type: try variable.choice("type", as: ValueType.self),
                    isRequired: try variable.optionalFlag("required") ?? (defaultValue == nil),
                    defaultValue: defaultValue, schema: variable.json("schema"),
                    description: try variable.optionalText("description")))
        }
        self.variables = variables
        system = try reader.optionalText("system")
        user = try reader.optionalText("user")
        partials = try reader.textMap("partials").map { (name: $0.key, text: $0.value) }
    }
}

extension KindName {
    package static let template = "Template"
}

extension KindDescription {
    package static let template = KindDescription(
        kind: KindName.template, plural: "templates", scope: .organization,
        summary: "The text that a task begins with: a system and a user message with variables.",
        shape: ObjectShape(
            KindName.template,
            [
                Field(
                    "variables", .map(keys: .identifier, values: .object(templateVariable)), .defaulted([:]),
                    docs:
                        "What the text may ask for, by name. A variable that the text asks for and that is neither declared nor built in is an error.",
                    example: ["repo": ["type": "string"], "limit": ["type": "integer", "default": 20]]),
                Field(
                    "system", .text(.any), docs: "The system message: who the model is and how it answers.",
                    example: "You are {{agent_name}}. Answer with JSON only."),
                Field(
                    "user", .text(.any), docs: "The user message: what is asked.",
                    example: "Repository {{repo}}: name the risk."),
                Field(
                    "partials", .map(keys: .identifier, values: .text(.any)), .defaulted([:]),
                    docs: "Texts by name that `{{> name}}` puts in.", example: ["rules": "Write one sentence."]),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: repo-health, organization: acme}
            spec:
              variables: {repo: {type: string}, log: {type: string, schema: {maxLength: 20000}}}
              system: "You are {{agent_name}} of {{team_name}}. Goal: {{team_goal}}. Answer with JSON only."
              user: |
                Repository {{repo}}. Its latest commits: {{log}}
                Name the risk (low, medium, high) and give one sentence as reason.
            """,
        notes: [
            "Filled in without a declaration, where there is a value: "
                + TemplateSpec.builtInVariables.map { "`\($0)`" }.joined(separator: ", ") + ".",
            "Every edit is a new version, named by the digest of its content; a batch keeps the version it was submitted with.",
        ],
        checks: [.templateContent, .templateVariables, .templateText], refusesEmptySpec: true, roles: .gate)

    private static let templateVariable = ObjectShape(
        "variable",
        [
            Field(
                "type", .choice(TemplateSpec.ValueType.allCases.map { Choice($0.rawValue) }), .defaulted("string"),
                docs: "The type of its value, as in JSON Schema."),
            Field(
                "required", .boolean,
                docs:
                    "Whether a task must give it; so it is unless it has a default. One that is not required and has no default stands between `{{#name}}` and `{{/name}}`, which is left out without it."
            ),
            Field("default", .json, docs: "Its value where a task does not give it."),
            Field("schema", .jsonSchema, docs: "What its value must meet beside its type."),
            Field("description", .text(.any), docs: "For people."),
        ])
}

import ReeveJSON
import ReeveModel
import ReeveTemplate
import TestSupport
import Testing

@testable import ReeveExecution

/// A task begins with whole texts, or not at all.
@Suite struct TaskPromptTests {
    private func prompt(
        template: String?, variables: JSONObject = [:], prompt: String? = nil,
        builtIns: [TemplateBuiltIn: String] = [.agentName: "dan"]
    ) throws -> TaskPrompt {
        let objects = try TaskObjectsTests.objects([
            (
                "Template", "note",
                [
                    "system": "You are {{agent_name}}.", "user": "Look at {{repo}}.",
                    "variables": ["repo": ["type": "string", "schema": ["maxLength": 5]]], "partials": [:],
                ]
            ), ("Template", "broken", ["user": "{{nobody}}", "variables": [:], "partials": [:]]),
            ("Template", "goal", ["system": "Goal: {{team_goal}}", "variables": [:], "partials": [:]]),
        ])
        let seat = TaskSeat(agent: "dan")
        let own = TemplateCandidate.item("i", at: 0, of: "b", template: template)
        let choice =
            template == nil ? TemplateChoice(among: [own]) : objects.templateChoice(for: seat, own: own)
        return try TaskPrompt(
            TaskPrompt.Request(seat: seat, choice: choice, variables: variables, builtIns: builtIns, prompt: prompt),
            of: objects)
    }

    @Test func thePromptOfTheItemComesBehindTheTemplates() throws {
        let both = try prompt(template: "note", variables: ["repo": "web"], prompt: "Be brief: {{repo}}.")
        #expect(both.system == "You are dan.")
        #expect(both.user == "Look at web.\n\nBe brief: {{repo}}.")
        #expect(both.version != nil)
        let alone = try prompt(template: nil, prompt: "Hello {{x}}")
        #expect((alone.system, alone.user, alone.version == nil) == ("", "Hello {{x}}", true))
    }

    static let refusals: [Named<(template: String?, variables: JSONObject, says: String)>] = [
        Named("nothing to say", (nil, [:], "neither a template nor a prompt is named")),
        Named("a variable of nothing", (nil, ["a": 1], "neither a template nor a prompt is named")),
        Named("no such template", ("other", [:], "there is no template 'other'")),
        Named("missing", ("note", [:], "template 'note' cannot be filled: variable 'repo' is required and not given")),
        Named(
            "two mistakes",
            ("note", ["x": 1], "template 'note' cannot be filled: the template declares no variable 'x' (and 1 more)")),
        Named(
            "the schema",
            ("note", ["repo": "website"], "template 'note' cannot be filled: variable 'repo' does not fit its schema: ")
        ),
        Named("a template with a hole", ("broken", [:], "template 'broken' cannot be read: 'nobody' is not declared")),
        Named(
            "a built-in without a value",
            ("goal", [:], "template 'goal' cannot be filled: system: 'team_goal' has no value")),
    ]

    @Test(arguments: refusals)
    func noTextHasAHole(item: Named<(template: String?, variables: JSONObject, says: String)>) throws {
        let error = #expect(throws: TaskPromptError.self) {
            try prompt(template: item.value.template, variables: item.value.variables)
        }
        #expect(error?.description.hasPrefix(item.value.says) == true, "\(error?.description ?? "")")
    }

    @Test func variablesWithoutATemplateAreAMistake() throws {
        let error = #expect(throws: TaskPromptError.self) {
            try prompt(template: nil, variables: ["a": 1], prompt: "hello")
        }
        #expect(error?.description == "variable 'a' is given, and no template is named")
    }
}

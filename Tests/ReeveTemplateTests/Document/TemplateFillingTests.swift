import ReeveDiagnostics
import ReeveJSON
import ReeveTemplate
import TestSupport
import Testing

@Suite struct TemplateFillingTests {
    private static let document = TemplateDocument(spec: [
        "user": "{{goal}} {{count}} {{#note}}{{note}}{{/note}}",
        "variables": [
            "goal": ["type": "string"], "count": ["type": "integer", "default": 3],
            "note": ["type": "string", "required": false, "schema": ["maxLength": 2]],
        ],
    ])

    struct Case: Sendable {
        let given: JSONObject
        let code: DiagnosticCode
        let message: String
        var label: String?
    }

    static let flaws: [Named<Case>] = [
        Named(
            "missing",
            Case(given: [:], code: .templateMissingVariable, message: "variable 'goal' is required and not given")),
        Named(
            "unknown",
            Case(
                given: ["goal": "g", "cuont": 1], code: .templateUnknownVariable,
                message: "the template declares no variable 'cuont'", label: "did you mean 'count'?")),
        Named(
            "built in",
            Case(
                given: ["goal": "g", "team_name": "x"], code: .templateUnknownVariable,
                message: "'team_name' is built in: its value is the run's, and cannot be given")),
        Named(
            "a number as text",
            Case(
                given: ["goal": "g", "count": "4"], code: .templateVariableType,
                message: "variable 'count' is an integer, and was given a string")),
        Named(
            "text as a number",
            Case(
                given: ["goal": 4], code: .templateVariableType,
                message: "variable 'goal' is a string, and was given a number")),
        Named(
            "null",
            Case(
                given: ["goal": .null], code: .templateVariableType,
                message: "variable 'goal' cannot be null; leave it out instead")),
        Named(
            "against the schema",
            Case(
                given: ["goal": "g", "note": "long"], code: .templateVariableSchema,
                message: "variable 'note' does not fit its schema: too long")),
    ]

    @Test(arguments: flaws) func aVariableThatDoesNotFitIsNamed(item: Named<Case>) {
        let flaws = Self.document.fill(item.value.given) { value, schema in
            (value.string?.count ?? 0) > (schema["maxLength"]?.int ?? 0) ? "too long" : nil
        }.flaws
        #expect(flaws.map(\.code) == [item.value.code])
        #expect(flaws.map(\.message) == [item.value.message])
        #expect(flaws.map(\.label) == [item.value.label])
    }

    @Test func defaultsStandForWhatIsNotGiven() throws {
        let filling = Self.document.fill(["goal": "{{count}}"])
        #expect(filling.flaws == [])
        #expect(filling.values == ["goal": "{{count}}", "count": 3])
        #expect(try Self.document.render(filling.values).user == "{{count}} 3 ")
    }

    @Test func aValueThatIsBoundLateIsNotLookedAt() {
        let filling = Self.document.fill(["goal": ["fromItem": "log"]], isLate: { $0["fromItem"] != nil })
        #expect(filling.flaws == [])
    }

    @Test func aWholeNumberIsAnIntegerHoweverItIsWritten() throws {
        let written = try JSONParser.parse("4.0")
        #expect(Self.document.fill(["goal": "g", "count": written]).flaws == [])
        #expect(Self.document.fill(["goal": "g", "count": try JSONParser.parse("4.5")]).flaws.count == 1)
    }

    @Test func aBuiltInWithoutAValueIsUnfilled() throws {
        let document = TemplateDocument(spec: ["system": "You are {{agent_name}} of {{team_name}}.", "user": "x"])
        #expect(document.check() == [])
        let prompt = try document.render([:], builtIns: [.agentName: "{{team_name}}", .teamName: "night-watch"])
        #expect(prompt.system == "You are {{team_name}} of night-watch.")
        let error = #expect(throws: TemplateRenderError.self) { try document.render([:], builtIns: [.agentName: "a"]) }
        #expect(error?.description == "system: 'team_name' has no value")
    }

    /// What the six templates that the predecessor shipped do: `team_goal` stays in the text, and nobody says so.
    @Test func noPlaceholderIsLeftInAPrompt() throws {
        let document = TemplateDocument(spec: ["user": "Goal: {{team_goal}}\nTask: {{task_title}}"])
        #expect(throws: TemplateRenderError.self) { try document.render([:], builtIns: [.taskTitle: "t"]) }
        let prompt = try document.render([:], builtIns: [.taskTitle: "{{team_goal}}", .teamGoal: "secret"])
        #expect(prompt.user == "Goal: secret\nTask: {{team_goal}}")
    }
}

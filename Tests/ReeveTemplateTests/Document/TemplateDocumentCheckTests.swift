import ReeveDiagnostics
import ReeveJSON
import ReeveTemplate
import TestSupport
import Testing

/// What is found before any run, when names are compared with declarations.
@Suite struct TemplateDocumentCheckTests {
    struct Case: Sendable {
        let user: String
        var variables: JSONValue = [:]
        var partials: JSONValue = [:]
        var codes: [DiagnosticCode] = []
        var message: String?
        var label: String?
    }

    static let repo: JSONValue = [
        "type": "object",
        "schema": [
            "properties": [
                "name": ["type": "string"], "owner": ["type": "object", "properties": ["login": ["type": "string"]]],
            ]
        ],
    ]
    static let list: JSONValue = [
        "type": "array", "schema": ["items": ["type": "object", "properties": ["title": ["type": "string"]]]],
    ]

    static let names: [Named<Case>] = [
        Named("declared", Case(user: "{{goal}}", variables: ["goal": ["type": "string"]])),
        Named("built in", Case(user: "{{agent_name}}{{task_title}}{{#team_goal}}{{team_goal}}{{/team_goal}}")),
        Named(
            "a typing error",
            Case(
                user: "{{⟦gaol⟧}} {{goal}}", variables: ["goal": ["type": "string"]], codes: [.templateUndeclared],
                message: "'gaol' is not declared", label: "did you mean 'goal'?")),
        Named(
            "a built-in misspelled",
            Case(
                user: "{{⟦team_gaol⟧}}", codes: [.templateUndeclared], message: "'team_gaol' is not declared",
                label: "did you mean 'team_goal'?")),
        Named(
            "a section",
            Case(user: "{{#⟦goal⟧}}{{/goal}}", codes: [.templateUndeclared], message: "'goal' is not declared")),
        Named("'.' without a section", Case(user: "{{⟦.⟧}}", codes: [.templateDot])),
        Named("a member of the schema", Case(user: "{{repo.owner.login}}", variables: ["repo": repo])),
        Named(
            "no member of the schema",
            Case(
                user: "{{⟦repo.nmae⟧}}", variables: ["repo": repo], codes: [.templateUndeclared],
                message: "the schema of 'repo' has no property 'nmae'", label: "did you mean 'name'?")),
        Named(
            "a member of a text",
            Case(
                user: "{{⟦goal.x⟧}}", variables: ["goal": ["type": "string"]], codes: [.templateUndeclared],
                message: "'goal' is a string and has no member 'x'")),
        Named(
            "a member of a built-in",
            Case(
                user: "{{⟦agent_name.x⟧}}", codes: [.templateUndeclared],
                message: "'agent_name' is a string and has no member 'x'")),
        Named(
            "a member of a list",
            Case(
                user: "{{⟦items.title⟧}}", variables: ["items": list], codes: [.templateUndeclared],
                message: "'items' is a list and has no member 'title'")),
        Named(
            "a member of elements",
            Case(
                user: "{{#items}}{{title}} {{goal}}{{/items}}", variables: ["items": list, "goal": ["type": "string"]])),
        Named(
            "no member of elements",
            Case(
                user: "{{#items}}{{⟦titel⟧}}{{/items}}", variables: ["items": list], codes: [.templateUndeclared],
                message: "'titel' is not declared", label: "did you mean 'title'?")),
        Named(
            "elements of any form",
            Case(user: "{{#items}}{{anything}}{{/items}}", variables: ["items": ["type": "array"]])),
        Named(
            "a boolean has no members",
            Case(
                user: "{{#on}}{{⟦anything⟧}}{{/on}}", variables: ["on": ["type": "boolean"]],
                codes: [.templateUndeclared])),
        Named(
            "the text of a schema that is open",
            Case(
                user: "{{repo.any}}",
                variables: [
                    "repo": ["type": "object", "schema": ["properties": ["name": true], "additionalProperties": true]]
                ])),
    ]

    static let partials: [Named<Case>] = [
        Named("there", Case(user: "{{>head}}", partials: ["head": "{{agent_name}}"])),
        Named(
            "not there",
            Case(
                user: "{{>⟦haed⟧}}{{>head}}", partials: ["head": "x"], codes: [.templatePartial],
                message: "the template has no partial 'haed'", label: "did you mean 'head'?")),
        Named(
            "sees the section around it",
            Case(user: "{{#items}}{{>row}}{{/items}}", variables: ["items": list], partials: ["row": "{{title}}"])),
        Named(
            "in itself",
            Case(
                user: "{{>a}}", partials: ["a": "{{>⟦b⟧}}", "b": "{{>⟦a⟧}}"], codes: [.templatePartialCycle],
                message: "a partial cannot include itself: a > b > a")),
    ]

    static let uses: [Named<Case>] = [
        Named(
            "optional, where it may be missing",
            Case(
                user: "{{⟦note⟧}}", variables: ["note": ["type": "string", "required": false]],
                codes: [.templateOptionalUse])),
        Named(
            "optional, in its section",
            Case(user: "{{#note}}{{note}}{{/note}}", variables: ["note": ["type": "string", "required": false]])),
        Named(
            "optional, in the other case",
            Case(
                user: "{{^note}}{{⟦note⟧}}{{/note}}", variables: ["note": ["type": "string", "required": false]],
                codes: [.templateOptionalUse])),
        Named(
            "optional with a default", Case(user: "{{note}}", variables: ["note": ["type": "string", "default": ""]])),
        Named(
            "a section about a number",
            Case(user: "{{#⟦n⟧}}{{/n}}", variables: ["n": ["type": "number"]], codes: [.templateSectionType])),
        Named("a section about a boolean", Case(user: "{{#on}}x{{/on}}", variables: ["on": ["type": "boolean"]])),
    ]

    @Test(arguments: names + partials + uses) func namesAreComparedWithDeclarations(item: Named<Case>) throws {
        let item = item.value
        var spec: JSONObject = ["variables": item.variables]
        let marked = MarkedTemplate(item.user)
        spec["user"] = .string(marked.text)
        var ranges = marked.ranges
        var texts: JSONObject = [:]
        for member in item.partials.object ?? [:] {
            let marked = MarkedTemplate(member.value.string ?? "")
            texts[member.key] = .string(marked.text)
            if marked.ranges.count > 0, item.codes.count > 0 { ranges = [] }
        }
        spec["partials"] = .object(texts)
        let problems = TemplateDocument(spec: spec).check()
        #expect(problems.map(\.code) == item.codes)
        if !ranges.isEmpty { #expect(problems.compactMap(\.range) == ranges) }
        if let message = item.message { #expect(problems.first?.message == message) }
        #expect(problems.first?.label == item.label)
    }

    @Test func aCycleIsShownAtTheTagThatClosesIt() {
        let problems = TemplateDocument(spec: ["user": "{{>a}}", "partials": ["a": "x {{>b}}", "b": "{{> a}}"]]).check()
        #expect(problems.map(\.place) == [.text(.partial("b"), 4..<5)])
    }

    @Test func aPartialThatIsIncludedTwiceHasItsMistakesOnce() {
        let problems = TemplateDocument(spec: ["system": "{{>a}}", "user": "{{>a}}", "partials": ["a": "{{x}}"]])
            .check()
        #expect(problems.map(\.code) == [.templateUndeclared])
    }

    @Test func whatIsNeverUsedIsWarnedOf() {
        let spec: JSONObject = [
            "user": "{{a}}", "variables": ["a": ["type": "string"], "b": ["type": "string"]], "partials": ["p": "x"],
        ]
        let problems = TemplateDocument(spec: spec).check()
        #expect(problems.map(\.place) == [.variable("b"), .partial("p")])
        #expect(problems.allSatisfy { $0.severity == .warning && $0.code == .templateUnused })
    }

    @Test func aTextThatCannotBeReadSaysNothingOfUse() {
        let spec: JSONObject = ["user": "{{b", "variables": ["b": ["type": "string"]]]
        #expect(TemplateDocument(spec: spec).check().map(\.code) == [.templateUnclosedTag])
    }

    @Test func partialsThatMultiplyEndTheWalk() {
        var partials: JSONObject = [:]
        for index in 0..<7 {
            let texts = (0..<12).map { "{{#s\($0)}}{{>p\(index + 1)}}{{/s\($0)}}" }
            partials["p\(index)"] = .string(texts.joined())
        }
        partials["p7"] = "x"
        var variables: JSONObject = [:]
        for index in 0..<12 { variables["s\(index)"] = ["type": "boolean"] }
        let spec: JSONObject = ["user": "{{>p0}}", "partials": .object(partials), "variables": .object(variables)]
        #expect(TemplateDocument(spec: spec).check().map(\.code) == [.templateTooLarge])
    }
}

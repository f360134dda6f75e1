import ReeveDiagnostics
import ReeveJSON
import ReeveTemplate
import TestSupport
import Testing

/// What each construct gives, in the order of the chapters of the Mustache specification.
@Suite struct TemplateRendererTests {
    struct Case: Sendable {
        let text: String
        var values: JSONValue = [:]
        var partials: [String: String] = [:]
        let output: String
    }

    static let interpolation: [Named<Case>] = [
        Named("text alone", Case(text: "no {tag} here\n", output: "no {tag} here\n")),
        Named("a text", Case(text: "to {{who}}!", values: ["who": "you"], output: "to you!")),
        Named(
            "a value that looks like a tag",
            Case(text: "{{a}}", values: ["a": "{{b}}{{#c}}", "b": "no"], output: "{{b}}{{#c}}")),
        Named(
            "nothing is escaped", Case(text: "{{a}}{{{a}}}{{&a}}", values: ["a": "<&\">"], output: "<&\"><&\"><&\">")),
        Named("a whole number", Case(text: "{{a}}", values: ["a": 85], output: "85")),
        Named("a boolean", Case(text: "{{a}} {{b}}", values: ["a": true, "b": false], output: "true false")),
        Named(
            "a list and an object",
            Case(
                text: "{{a}} {{b}}", values: ["a": [1, "x"], "b": ["z": 1, "y": []]], output: #"[1,"x"] {"y":[],"z":1}"#
            )),
        Named("an empty text is a value", Case(text: "<{{a}}>", values: ["a": ""], output: "<>")),
        Named("white space in the tag", Case(text: "|{{\n a\t}}|", values: ["a": "-"], output: "|-|")),
        Named("white space around it stays", Case(text: "  {{a}} \n", values: ["a": "-"], output: "  - \n")),
        Named("a dotted name", Case(text: "{{a.b.c}}", values: ["a": ["b": ["c": "deep"]]], output: "deep")),
        Named(
            "a key with a dot is not meant",
            Case(text: "{{a.b}}", values: ["a.b": "no", "a": ["b": "yes"]], output: "yes")),
    ]

    static let sections: [Named<Case>] = [
        Named("true", Case(text: "<{{#a}}x{{/a}}>", values: ["a": true], output: "<x>")),
        Named("false", Case(text: "<{{#a}}x{{/a}}>", values: ["a": false], output: "<>")),
        Named("null", Case(text: "<{{#a}}x{{/a}}>", values: ["a": .null], output: "<>")),
        Named("no value", Case(text: "<{{#a}}x{{/a}}>", output: "<>")),
        Named("an empty text", Case(text: "<{{#a}}x{{/a}}>", values: ["a": ""], output: "<>")),
        Named("zero is a value", Case(text: "<{{#a}}x{{/a}}>", values: ["a": 0], output: "<x>")),
        Named("an object", Case(text: "{{#a}}{{b}}{{/a}}", values: ["a": ["b": "in"]], output: "in")),
        Named(
            "the outer values",
            Case(text: "{{#a}}{{b}}{{c}}{{/a}}", values: ["a": ["b": 1], "b": 2, "c": 3], output: "13")),
        Named("a text and '.'", Case(text: "{{#a}}{{.}}={{a}}{{/a}}", values: ["a": "x"], output: "x=x")),
        Named("a list", Case(text: "{{#a}}({{n}}){{/a}}", values: ["a": [["n": 1], ["n": 2]]], output: "(1)(2)")),
        Named("an empty list", Case(text: "<{{#a}}x{{/a}}>", values: ["a": []], output: "<>")),
        Named("'.' in a list", Case(text: "{{#a}}{{.}},{{/a}}", values: ["a": ["x", 1, true]], output: "x,1,true,")),
        Named(
            "lists in a list",
            Case(text: "{{#a}}({{#.}}{{.}}{{/.}}){{/a}}", values: ["a": [[1, 2], []]], output: "(12)()")),
        Named("one in itself", Case(text: "{{#a}}1{{#a}}2{{/a}}{{/a}}", values: ["a": true], output: "12")),
        Named("a dotted name", Case(text: "{{#a.b}}x{{/a.b}}", values: ["a": ["b": true]], output: "x")),
        Named("a broken dotted name", Case(text: "<{{#a.b}}x{{/a.b}}>", values: ["a": [:]], output: "<>")),
        Named("inverted, false", Case(text: "{{^a}}x{{/a}}", values: ["a": false], output: "x")),
        Named("inverted, no value", Case(text: "{{^a}}x{{/a}}", output: "x")),
        Named("inverted, an empty list", Case(text: "{{^a}}x{{/a}}", values: ["a": []], output: "x")),
        Named("inverted, a list", Case(text: "<{{^a}}x{{/a}}>", values: ["a": [false]], output: "<>")),
    ]

    static let lines: [Named<Case>] = [
        Named(
            "a section's lines go", Case(text: "1\n{{#a}}\n2\n{{/a}}\n3\n", values: ["a": true], output: "1\n2\n3\n")),
        Named("indented ones too", Case(text: "1\n  {{#a}}  \n2\n\t{{/a}}\n3", values: ["a": true], output: "1\n2\n3")),
        Named("with CR LF", Case(text: "1\r\n{{^a}}\r\n{{/a}}\r\n3", output: "1\r\n3")),
        Named("first and last line", Case(text: "{{#a}}\n1\n  {{/a}}", values: ["a": true], output: "1\n")),
        Named("not beside text", Case(text: " {{#a}}1{{/a}}\n", values: ["a": true], output: " 1\n")),
        Named("not beside a tag", Case(text: " {{#a}} {{! x }}\n {{/a}}|\n", values: ["a": true], output: "  \n |\n")),
        Named("a comment's line", Case(text: "1\n  {{! x }}\n2", output: "1\n2")),
        Named("a comment over lines", Case(text: "1\n {{! x\n y\n }}\n2", output: "1\n2")),
        Named("a comment in a line", Case(text: "1 {{! x }} 2", output: "1  2")),
        Named("a lone carriage return is no line's end", Case(text: "{{! x }}\r1", output: "\r1")),
    ]

    static let partials: [Named<Case>] = [
        Named("in a line", Case(text: "<{{>p}}>", values: ["a": 1], partials: ["p": "-{{a}}\n-"], output: "<-1\n->")),
        Named(
            "in each other",
            Case(text: "{{>p}}", values: ["a": 1], partials: ["p": "({{>q}})", "q": "{{a}}"], output: "(1)")),
        Named("its indent", Case(text: "|\n  {{>p}}\n|", partials: ["p": "1\n2"], output: "|\n  1\n  2|")),
        Named("no indent in a line", Case(text: "  x {{>p}}\n", partials: ["p": "1\n2"], output: "  x 1\n2\n")),
        Named(
            "values are not indented",
            Case(text: " {{>p}}\n", values: ["a": "x\ny"], partials: ["p": "{{a}}\n|\n"], output: " x\ny\n |\n")),
        Named(
            "indents add up",
            Case(
                text: " {{>p}}\nz", partials: ["p": "1\n  {{>q}}\n2\n", "q": "a\nb\n"], output: " 1\n   a\n   b\n 2\nz")
        ),
        Named(
            "a section in an indented one",
            Case(
                text: " {{>p}}", values: ["a": [1, 2]], partials: ["p": "{{#a}}\n- {{.}}\n{{/a}}\nend\n"],
                output: " - 1\n - 2\n end\n")),
        Named(
            "what stands around it",
            Case(
                text: "{{#a}}{{>p}}{{/a}}", values: ["a": [["n": 1], ["n": 2]]], partials: ["p": "{{n}};"],
                output: "1;2;")),
    ]

    @Test(arguments: interpolation + sections + lines + partials)
    func rendersAsTheSpecificationSays(item: Named<Case>) throws {
        let (text, item) = (CompiledTemplate(item.value.text), item.value)
        let partials = item.partials.reduce(into: [:]) {
            $0[$1.key] = CompiledTemplate($1.value, part: .partial($1.key))
        }
        #expect(text.problems == [])
        let output = try text.render(values: item.values.object ?? [:], partials: partials)
        #expect(output == item.output)
    }

    static let unfilled: [Named<Case>] = [
        Named("no value", Case(text: "a {{⟦name⟧}}", output: "'name' has no value")),
        Named("null", Case(text: "a {{⟦name⟧}}", values: ["name": .null], output: "'name' has no value")),
        Named("no member", Case(text: "{{{ ⟦a.b⟧ }}}", values: ["a": [:]], output: "'a.b' has no value")),
        Named(
            "the nearest one decides",
            Case(text: "{{#a}}{{⟦b.c⟧}}{{/a}}", values: ["a": ["b": [:]], "b": ["c": 1]], output: "'b.c' has no value")),
        Named("'.' without a section", Case(text: "{{⟦.⟧}}", values: ["a": 1], output: "'.' has no value")),
        Named(
            "a null in a list", Case(text: "{{#a}}{{⟦.⟧}}{{/a}}", values: ["a": [.null]], output: "'.' has no value")),
    ]

    @Test(arguments: unfilled) func aNameWithoutAValueIsAnError(item: Named<Case>) throws {
        let marked = MarkedTemplate(item.value.text)
        let error = #expect(throws: TemplateRenderError.self) {
            try CompiledTemplate(marked.text, part: .system).render(values: item.value.values.object ?? [:])
        }
        #expect(error?.code == .templateUnfilled)
        #expect(error.map { [$0.range] } == marked.ranges)
        #expect(error?.description == "system: " + item.value.output)
    }

    @Test func outputIsBounded() throws {
        var limits = TemplateLimits()
        limits.outputBytes = 10
        let text = CompiledTemplate("{{#a}}{{.}}{{/a}}")
        #expect(try text.render(values: ["a": ["12345", "67890"]], limits: limits) == "1234567890")
        let error = #expect(throws: TemplateRenderError.self) {
            try text.render(values: ["a": ["12345", "678901"]], limits: limits)
        }
        #expect(error?.message == "the rendered text is longer than 10 bytes")
    }

    @Test func listsThatMultiplyAreBoundedWithoutOutput() throws {
        let list = JSONValue.array(Array(repeating: true, count: 200))
        let text = CompiledTemplate("{{#a}}{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}{{/a}}")
        let error = #expect(throws: TemplateRenderError.self) { try text.render(values: ["a": list]) }
        #expect(error?.message == "rendering takes more than 1000000 steps")
    }

    @Test func partialsThatDoubleEachOtherAreBounded() throws {
        var partials: [String: CompiledTemplate] = [:]
        for index in 0..<7 {
            let text = String(repeating: "{{>p\(index + 1)}}", count: 10)
            partials["p\(index)"] = CompiledTemplate(text, part: .partial("p\(index)"))
        }
        partials["p7"] = CompiledTemplate("", part: .partial("p7"))
        let error = #expect(throws: TemplateRenderError.self) {
            try CompiledTemplate("{{>p0}}").render(values: [:], partials: partials)
        }
        #expect(error?.code == .templateOutput)
    }
}

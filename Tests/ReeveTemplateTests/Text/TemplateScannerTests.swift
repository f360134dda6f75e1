import ReeveDiagnostics
import ReeveTemplate
import TestSupport
import Testing

/// What a tag can be by itself, and where each mistake in one is shown.
@Suite struct TemplateScannerTests {
    struct Case: Sendable {
        let marked: String
        let codes: [DiagnosticCode]
        let message: String
        var label: String?
    }

    static let cases: [Named<Case>] = [
        Named(
            "a tag at the end of the text",
            Case(marked: "a ⟦{{name⟧", codes: [.templateUnclosedTag], message: "the tag '{{name' is not closed")),
        Named(
            "a tag to the end of its line",
            Case(
                marked: "a ⟦{{name is⟧ \nb", codes: [.templateUnclosedTag], message: "the tag '{{name is' is not closed"
            )),
        Named(
            "a tag that meets another",
            Case(
                marked: "⟦{{name,⟧ {{other}}", codes: [.templateUnclosedTag], message: "the tag '{{name,' is not closed"
            )),
        Named(
            "a brace short",
            Case(marked: "⟦{{name}⟧", codes: [.templateUnclosedTag], message: "the tag '{{name}' is not closed")),
        Named(
            "only the opening braces",
            Case(marked: "x⟦{{⟧", codes: [.templateUnclosedTag], message: "the tag '{{' is not closed")),
        Named(
            "a tag in a comment",
            Case(
                marked: "⟦{{! was⟧ {{name}} }}", codes: [.templateUnclosedTag],
                message: "a comment holds no tags: it ends at the first '}}'")),
        Named(
            "three braces and two",
            Case(
                marked: "⟦{{{name}}⟧ x", codes: [.templateMalformedTag],
                message: "a tag that opens with three braces closes with three")),
        Named(
            "nothing in it",
            Case(marked: "x ⟦{{}}⟧", codes: [.templateMalformedTag], message: "the tag '{{}}' names nothing")),
        Named(
            "a section of nothing",
            Case(marked: "x ⟦{{# }}⟧", codes: [.templateMalformedTag], message: "the tag '{{# }}' names nothing")),
        Named(
            "two words",
            Case(
                marked: "{{ ⟦task title⟧ }}", codes: [.templateMalformedTag],
                message: "'task title' is no name of a variable")),
        Named(
            "a stray dot",
            Case(marked: "{{⟦a..b⟧}}", codes: [.templateMalformedTag], message: "'a..b' is no name of a variable")),
        Named(
            "a transform",
            Case(
                marked: "{{⟦upper(a)⟧}}", codes: [.templateMalformedTag], message: "'upper(a)' is no name of a variable"
            )),
        Named(
            "a space before the mark",
            Case(
                marked: "{{ ⟦#list⟧ }}", codes: [.templateMalformedTag], message: "'#list' is no name of a variable",
                label: "did you mean '{{#list}}'?")),
        Named(
            "a path to a partial",
            Case(marked: "{{> ⟦a.b⟧}}", codes: [.templateMalformedTag], message: "'a.b' is no name of a partial")),
        Named(
            "other delimiters",
            Case(
                marked: "⟦{{=<% %>=}}⟧", codes: [.templateRefusedTag],
                message: "other delimiters than '{{' and '}}' are not supported")),
        Named(
            "a block",
            Case(marked: "⟦{{$a}}⟧", codes: [.templateRefusedTag], message: "blocks and parents are not supported")),
        Named(
            "a parent",
            Case(marked: "⟦{{<a}}⟧", codes: [.templateRefusedTag], message: "blocks and parents are not supported")),
        Named("a pragma", Case(marked: "⟦{{%X}}⟧", codes: [.templateRefusedTag], message: "pragmas are not supported")),
    ]

    @Test(arguments: cases) func aMistakeIsShownWhereItStands(item: Named<Case>) throws {
        let marked = MarkedTemplate(item.value.marked)
        let problems = CompiledTemplate(marked.text).problems
        #expect(problems.map(\.code) == item.value.codes)
        #expect(problems.map(\.range) == marked.ranges)
        #expect(problems.first?.message == item.value.message)
        #expect(problems.first?.label == item.value.label)
    }

    static let clean: [Named<String>] = [
        Named("single braces", #"{"a": {"b": 1}} {x} }} }"#),
        Named("a value in JSON", #"{"a": {{x}}}"#),
        Named("three braces", "{{{ x }}} {{& x }}"),
        Named("a tag over lines", "{{\n  x\n}} {{!\n a\n}}"),
        Named("names of other languages", "{{größe}} {{名前}} {{a-b_c.d1}}"),
        Named("all forms", "{{#a}}{{^b}}{{.}}{{! c }}{{>d}}{{/b}}{{/a}}"),
    ]

    @Test(arguments: clean) func whatMustacheTakesHasNoProblem(text: Named<String>) {
        #expect(CompiledTemplate(text.value).problems == [])
    }

    @Test func allMistakesOfATextAreFound() {
        let marked = MarkedTemplate("⟦{{}}⟧ {{⟦a b⟧}} ⟦{{=x=}}⟧ ⟦{{c⟧ {{ok}} ⟦{{#d}}⟧ ⟦{{/e1}}⟧ ⟦{{last⟧")
        #expect(CompiledTemplate(marked.text).problems.map(\.range) == marked.ranges)
    }

    @Test func aLongListOfMistakesSaysThatItIsCut() {
        var limits = TemplateLimits()
        limits.problems = 3
        let problems = CompiledTemplate("{{}}{{}}{{}}{{}}{{}}", limits: limits).problems
        #expect(problems.map(\.code) == [.templateMalformedTag, .templateMalformedTag, .templateTooManyProblems])
        #expect(CompiledTemplate("{{}}{{}}", limits: limits).problems.count == 2)
    }

    @Test func aTextBeyondTheLimitIsNotRead() {
        var limits = TemplateLimits()
        limits.textBytes = 4
        #expect(CompiledTemplate("{{x}}", limits: limits).problems.map(\.code) == [.templateTooLarge])
        #expect(CompiledTemplate("text", limits: limits).problems == [])
    }
}

import ReeveDiagnostics
import ReeveTemplate
import TestSupport
import Testing

/// How sections stand in each other.
@Suite struct TemplateParserTests {
    struct Case: Sendable {
        let marked: String
        let messages: [String]
    }

    static let cases: [Named<Case>] = [
        Named("no end", Case(marked: "a ⟦{{#list}}⟧ b", messages: ["the section 'list' is not closed"])),
        Named("no end, inverted", Case(marked: "a ⟦{{^list}}⟧ b", messages: ["the section 'list' is not closed"])),
        Named("no start", Case(marked: "a ⟦{{/list}}⟧ b", messages: ["'{{/list}}' ends no section"])),
        Named(
            "another name",
            Case(
                marked: "⟦{{#list}}⟧ ⟦{{/other}}⟧",
                messages: [
                    "the section 'list' is not closed", "'{{/other}}' ends no section; the open section is 'list'",
                ])),
        Named(
            "a misspelled end is one mistake",
            Case(
                marked: "{{#items}} ⟦{{/itmes}}⟧ {{#b}}{{/b}}",
                messages: ["'{{/itmes}}' ends no section; the open section is 'items'"])),
        Named(
            "sections that overlap are one mistake",
            Case(
                marked: "{{#a}} ⟦{{#b}}⟧ {{/a}} {{/b}}",
                messages: ["the section 'b' is not closed before '{{/a}}'"])),
        Named(
            "an end that is not closed is one mistake",
            Case(marked: "{{#a}}b ⟦{{/a}⟧", messages: ["the tag '{{/a}' is not closed"])),
        Named(
            "an end too many",
            Case(marked: "{{#a}}{{/a}}⟦{{/a}}⟧", messages: ["'{{/a}}' ends no section"])),
        Named(
            "two without an end",
            Case(
                marked: "⟦{{#a}}⟧⟦{{#b}}⟧",
                messages: ["the section 'a' is not closed", "the section 'b' is not closed"])),
        Named(
            "the ends of a dotted name agree",
            Case(
                marked: "⟦{{#a.b}}⟧x⟦{{/a}}⟧",
                messages: ["the section 'a.b' is not closed", "'{{/a}}' ends no section; the open section is 'a.b'"])),
    ]

    @Test(arguments: cases) func sectionsStandInEachOther(item: Named<Case>) {
        let marked = MarkedTemplate(item.value.marked)
        let problems = CompiledTemplate(marked.text).problems
        #expect(problems.map(\.message) == item.value.messages)
        #expect(problems.map(\.range) == marked.ranges)
    }

    @Test func aMisspelledEndNamesTheSectionThatWasMeant() {
        #expect(CompiledTemplate("{{#items}}{{/itmes}}").problems.map(\.label) == ["did you mean 'items'?"])
    }

    @Test func sectionsThatStandTooDeepAreLeft() {
        let limits = TemplateLimits()
        func nested(_ depth: Int) -> [DiagnosticCode] {
            let names = (0..<depth).map { "n\($0)" }
            let text = names.map { "{{#\($0)}}" }.joined() + names.reversed().map { "{{/\($0)}}" }.joined()
            return CompiledTemplate(text).problems.map(\.code)
        }
        #expect(nested(limits.nesting) == [])
        #expect(nested(limits.nesting + 1) == [.templateTooDeep])
        #expect(nested(20_000) == [.templateTooDeep])
    }
}

import ReeveDiagnostics
import TestSupport
import Testing

@testable import ReeveManifest

/// What an item gives is compared with what its template asks for.
@Suite struct TemplateUseCheckTests {
    private func found(_ variables: String, template: String = "note") async throws -> [Diagnostic] {
        let text =
            ManifestSample.document(
                "Template", "name: note, organization: acme",
                "{user: '{{repo}} {{count}}', variables: {repo: {}, count: {type: integer, default: 1, schema: {maximum: 9}}}}"
            )
            + ManifestSample.document("Agent", "name: bot, organization: acme, environment: dev", "{mode: caller}")
            + ManifestSample.document(
                "Batch", "name: b, organization: acme, environment: dev",
                "{matrix: {repo: [a]}, items: [{name: i, task: {agent: bot, template: \(template), variables: {\(variables)}}}]}"
            )
        return try await ManifestSample.diagnostics(ManifestSample.ground + text)
    }

    static let mistakes: [Named<(variables: String, found: String)>] = [
        Named("missing", ("", "template.missing-variable variable 'repo' is required and not given")),
        Named("unknown", ("repo: a, cuont: 2", "template.unknown-variable the template declares no variable 'cuont'")),
        Named(
            "another type",
            ("repo: a, count: '2'", "template.variable-type variable 'count' is an integer, and was given a string")),
        Named(
            "against the schema",
            ("repo: a, count: 10", "template.variable-schema variable 'count' does not fit its schema: ")),
        Named("built in", ("repo: a, team_name: x", "template.unknown-variable 'team_name' is built in")),
    ]

    @Test(arguments: mistakes)
    func whatDoesNotFitIsShownAtTheItem(mistake: Named<(variables: String, found: String)>) async throws {
        let found = try await found(mistake.value.variables)
        #expect(found.count == 1)
        let first = try #require(found.first)
        let (code, rest) = (
            mistake.value.found.prefix { $0 != " " }, mistake.value.found.drop { $0 != " " }.dropFirst()
        )
        #expect("\(first.code)" == code)
        #expect(
            first.message.hasPrefix("item 'i' of Batch 'b' cannot fill template 'note': \(rest)"), "\(first.message)")
        #expect(first.range?.start.line == 29)
        #expect(first.notes.first?.range?.start.line == 16)
    }

    @Test(arguments: ["repo: {fromMatrix: repo}", "repo: a, count: 9", "repo: a, count: {fromMatrix: repo}"])
    func whatFitsOrIsBoundLaterIsNone(variables: String) async throws {
        #expect(try await found(variables) == [])
    }

    @Test func aTemplateThatIsNotDeclaredIsOneMistakeOnly() async throws {
        #expect(try await found("", template: "other").map { "\($0.code)" } == ["reference.unresolved"])
    }
}

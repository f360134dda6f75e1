import ReeveDiagnostics
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

@Suite struct TemplateVariablesCheckTests {
    private func found(_ variables: String) async throws -> [String] {
        let text = ManifestSample.document(
            "Template", "name: t, organization: acme", "{user: hello, variables: {\(variables)}}")
        return try await ManifestSample.diagnostics(ManifestSample.ground + text)
            .filter { $0.code != "template.unused" }.map { "\($0.code) \($0.message)" }
    }

    static let mistakes: [Named<(variable: String, says: String)>] = [
        Named(
            "a built-in name", ("team_goal: {}", "'team_goal' of Template 't' is built in, so it cannot be declared")),
        Named(
            "a default of another type",
            ("n: {type: integer, default: x}", "'n' of Template 't' has a default that is no integer")),
        Named(
            "no whole number",
            ("n: {type: integer, default: 1.5}", "'n' of Template 't' has a default that is no integer")),
        Named(
            "a default that the schema refuses",
            (
                "n: {schema: {maxLength: 2}, default: long}",
                "'n' of Template 't' has a default that its schema refuses: "
            )),
        Named("a broken schema", ("n: {schema: {type: 7}}", "'n' of Template 't' has a schema that cannot be used: ")),
        Named(
            "required and a default",
            (
                "n: {required: true, default: x}",
                "'n' of Template 't' is required and has a default, which is then never used"
            )
        ),
    ]

    @Test(arguments: mistakes)
    func aVariableThatCouldNotBeFilledIsAMistake(mistake: Named<(variable: String, says: String)>) async throws {
        let found = try await found(mistake.value.variable)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("template.variable the variable " + mistake.value.says) == true, "\(found)")
    }

    @Test(arguments: ["Repo: {}", "1n: {}", "a-b: {}", "_a: {}", "'': {}"])
    func aNameThatATextCannotAskForIsAMistake(variable: String) async throws {
        #expect(try await found(variable).map { $0.prefix(22) } == ["manifest.invalid-value"])
    }

    @Test func theTypesAreThoseOfJSONSchemaThatSayAValue() async throws {
        let defaults = [
            "string: x", "number: 1.5", "integer: 2", "boolean: true", "object: {a: 1}", "array: [1]",
        ].map { $0.split(separator: ":", maxSplits: 1) }
        let variables = defaults.map { "v_\($0[0]): {type: '\($0[0])', default: \($0[1])}" }.joined(separator: ", ")
        #expect(try await found(variables) == [])
        for type in ["text", "'null'"] {
            #expect(try await found("n: {type: \(type)}").map { $0.prefix(23) } == ["manifest.unknown-choice"])
        }
    }

    @Test func aVariableIsRequiredUnlessItHasADefault() throws {
        let set = try ManifestSample.load(
            ManifestSample.document(
                "Template", "name: t, organization: acme",
                "{user: hello, variables: {a: {}, b: {default: x}, c: {required: false}}}"))
        let spec = try TemplateSpec(try #require(set.objects.first).specValue)
        #expect(spec.variables.map { "\($0.name) \($0.isRequired)" } == ["a true", "b false", "c false"])
    }
}

import ReeveDiagnostics
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

/// Mistakes in the texts of a template are shown at their tags in the file.
@Suite struct TemplateTextCheckTests {
    private static let head = "apiVersion: reeve/v1\nkind: Template\nmetadata: {name: t, organization: acme}\nspec:\n"

    /// The code and the marked piece of the file for each finding.
    private func found(_ spec: String) throws -> [String] {
        let text = Self.head + spec
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        return try ManifestSample.load(text).diagnostics.map { diagnostic in
            guard let range = diagnostic.range, range.start.line == range.end.line else { return "\(diagnostic.code)" }
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: lines[range.start.line - 1][range.start.column - 1..<range.end.column - 1])
            return "\(diagnostic.code) \(range.start.line):\(range.start.column) \(String(piece))"
        }
    }

    static let places: [Named<(spec: String, found: [String])>] = [
        Named(
            "a block scalar",
            (
                "  system: |\n    You are ä {{agent_name}}.\n    Goal: {{team_gaol}} {{open\n  user: x\n",
                ["template.undeclared 7:13 team_gaol", "template.unclosed-tag 7:25 {{open"]
            )),
        Named(
            "a folded scalar",
            (
                "  user: >-\n    one\n    two {{gaol}}\n  variables: {goal: {default: x}}\n",
                ["template.undeclared 7:11 gaol", "template.unused 8:21 {default: x}"]
            )),
        Named("quotes", ("  user: \"a \\\"b\\\" {{gaol}}\"\n", ["template.undeclared 5:20 gaol"])),
        Named(
            "a partial",
            (
                "  user: '{{>p}}'\n  partials:\n    p: '{{#a}} it''s'\n",
                ["template.unclosed-section 7:9 {{#a}}", "template.undeclared 7:12 a"]
            )),
        Named("a partial that is not used", ("  user: x\n  partials: {p: y}\n", ["template.unused 6:17 y"])),
        Named(
            "a text that stands elsewhere",
            (
                "  system: &x 'Hello {{nobody}}'\n  user: *x\n",
                ["template.undeclared 5:23 nobody", "template.undeclared 6:9 *x"]
            )),
    ]

    @Test(arguments: places) func aMistakeIsShownAtItsTag(place: Named<(spec: String, found: [String])>) throws {
        #expect(try found(place.value.spec) == place.value.found)
    }

    @Test func aMessageNamesTextAndTemplate() throws {
        let set = try ManifestSample.load(Self.head + "  user: '{{>p}}'\n  partials: {p: '{{team_gaol}}'}\n")
        #expect(set.diagnostics.map(\.message) == ["partial 'p' of Template 't': 'team_gaol' is not declared"])
        #expect(set.diagnostics.map(\.label) == ["did you mean 'team_goal'?"])
        #expect(set.objects.isEmpty, "a template with a hole is in no plan")
    }

    @Test func aWarningLeavesTheTemplateUsable() throws {
        let set = try ManifestSample.load(Self.head + "  user: x\n  variables: {goal: {}}\n")
        #expect(set.diagnostics.map(\.severity) == [.warning])
        #expect(set.objects.map(\.key.name) == ["t"])
    }
}

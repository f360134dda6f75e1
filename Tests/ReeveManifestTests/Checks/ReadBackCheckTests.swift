import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

@Suite struct ReadBackCheckTests {
    private func tool(_ more: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Tool
        metadata: {name: put, organization: acme, environment: dev}
        spec: {connection: desk, tool: put, \(more)}
        """
    }

    @Test func aReadBackIsReadWithItsArgumentsAndTests() throws {
        let set = try ManifestSample.load(
            tool(
                "readBack: {tool: desk/find, arguments: {ref: /ref, limit: {value: 1}, zone: {input: /zone, optional: true}}, nothingHappened: [{path: /isError, equals: true}]}"
            ))
        #expect(set.diagnostics == [])
        let object = try #require(set.objects.first)
        let readBack = try #require(try ToolSpec(object.specValue).readBack)
        #expect(readBack.tool.description == "desk/find" && readBack.nothingHappened.count == 1)
        #expect(try readBack.arguments(from: ["ref": "r-1"]) == ["ref": "r-1", "limit": 1])
        #expect(try readBack.arguments(from: ["ref": 1, "zone": "a"]) == ["ref": 1, "limit": 1, "zone": "a"])
        #expect(throws: ToolSpec.ReadBack.MissingArgument.self) { try readBack.arguments(from: [:]) }
    }

    static let readBackMistakes: [Named<(text: String, code: DiagnosticCode, says: String)>] = [
        Named("no tests", ("{tool: desk/find}", "manifest.missing-field", "nothingHappened")),
        Named(
            "an empty list of tests",
            ("{tool: desk/find, nothingHappened: []}", "manifest.element-count", "nothingHappened")),
        Named(
            "the tool itself",
            (
                "{tool: desk/put, nothingHappened: [{path: /isError, equals: true}]}", "tool.read-back",
                "asks the tool itself"
            )),
        Named(
            "a test that tests nothing",
            ("{tool: desk/find, nothingHappened: [{path: /isError}]}", "tool.read-back", "exactly one of")),
        Named(
            "a broken schema",
            (
                "{tool: desk/find, nothingHappened: [{path: '', schema: {type: 7}}]}", "tool.read-back",
                "schema that cannot be used"
            )),
        Named(
            "only an absent member",
            (
                "{tool: desk/find, nothingHappened: [{path: /structuredContent/ticket, present: false}]}",
                "tool.read-back", "mistyped path"
            )),
        Named(
            "an argument without a slash",
            (
                "{tool: desk/find, arguments: {ref: ref}, nothingHappened: [{path: /isError, equals: true}]}",
                "manifest.invalid-value", "JSON Pointer"
            )),
    ]

    @Test(arguments: readBackMistakes)
    func aReadBackThatCouldNotBeAskedIsAMistakeWithAPlace(
        mistake: Named<(text: String, code: DiagnosticCode, says: String)>
    ) throws {
        let found = try ManifestSample.load(tool("readBack: " + mistake.value.text)).diagnostics
        #expect(found.map(\.code) == [mistake.value.code], "\(found)")
        #expect(found.first?.message.contains(mistake.value.says) == true, "\(found)")
        #expect(found.first?.range != nil)
    }

    @Test func aReadBackOfAnIdempotentToolIsAWarning() throws {
        let found = try ManifestSample.load(
            tool("idempotent: true, readBack: {tool: desk/find, nothingHappened: [{path: /isError, equals: true}]}")
        ).diagnostics
        #expect(found.map(\.code) == ["tool.read-back"] && found.first?.severity == .warning)
    }
}

import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct TextFormatRulesTests {
    @Test(arguments: ["x/{a,b}", "{x,y}/a", "x/a}", "x/@(a|b)", "x/+(a)", "x/*(a)", "x/?(a)", "x/!(a)"])
    func braceGlobsAndGroupsAreMistakesWhereverAGlobStands(glob: String) async throws {
        let ground =
            "apiVersion: reeve/v1\nkind: Connection\nmetadata: {name: x, organization: acme, environment: dev}\n"
            + "spec: {transport: stdio, command: [g]}\n---\n"
        let documents = [
            "kind: Policy\nmetadata: {name: p, organization: acme}\nspec: {bindings: [{scope: org, id: acme}], rules: [{id: r, action: tool.invoke, target: 'tool:\(glob)', effect: allow}]}\n",
            "kind: Policy\nmetadata: {name: p, organization: acme}\nspec: {bindings: [{scope: tool, id: '\(glob)'}], rules: [\(PolicySample.rule)]}\n",
            "kind: Agent\nmetadata: {name: a, organization: acme, environment: dev}\nspec: {connection: x, tools: ['\(glob)']}\n",
            "kind: Limit\nmetadata: {name: l, organization: acme}\nspec: {scope: {tool: '\(glob)'}, concurrency: 1}\n",
        ]
        for document in documents {
            let found = try await ManifestSample.diagnostics(
                ManifestSample.ground + ground + "apiVersion: reeve/v1\n" + document)
            #expect(found.count == 1 && found.allSatisfy { $0.severity == .error }, "\(document) \(found)")
            #expect(found.first?.range?.start.line == 24, "\(document) \(found)")
        }
        let account = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + "apiVersion: reeve/v1\nkind: ServiceAccount\nmetadata: {name: s, organization: acme}\nspec: {scopes: ['tool.{invoke,list}']}\n"
        )
        #expect(account.map(\.code) == ["manifest.invalid-value"] && account.first?.range?.start.line == 19)
    }
}

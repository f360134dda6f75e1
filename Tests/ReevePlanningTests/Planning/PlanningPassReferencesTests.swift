import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanningPassReferencesTests {
    @Test func unresolvedReferenceSuggestsTheNearestName() throws {
        let plan = ModelStore().plan([Sample.connection("git-ro"), Sample.agent("doc", connection: "git-r", line: 3)])
        let diagnostic = try #require(plan.diagnostics.first)
        #expect(diagnostic.code == "reference.unresolved")
        #expect(diagnostic.label == "did you mean 'git-ro'?")
        #expect(diagnostic.range?.description == "manifests/a.yaml:7:15")
        #expect(!plan.isApplyable)
    }
}

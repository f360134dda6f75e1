import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct ObjectSelectionTests {
    private func connections(_ count: Int) -> [ResourceObject] { (0..<count).map { Sample.connection("c\($0)") } }

    @Test func narrowingNeverPrunes() {
        let plan = ModelStore.holding(connections(30)).plan(connections(3)) {
            $0.prunes = true
            $0.selection.targets = ["acme/prod/Connection/c1"]
        }
        #expect(plan.isEmpty)
    }

    @Test func aSelectionWithoutTheScopeMakesNoOrphan() {
        let objects = [
            Declared.organization("acme"), Declared.environment("acme", "stage"),
            Declared.connection("acme/stage", "git"), Declared.agent("acme/stage", "bot", connection: "git"),
        ]
        let plan = ModelStore().plan(objects) { $0.selection.kinds = ["Connection"] }
        #expect(plan.diagnostics.map(\.code) == ["reference.unresolved"])
    }
}

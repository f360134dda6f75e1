import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanningPassOrderTests {
    @Test func whatIsPointedAtComesFirst() {
        let desired = [
            Sample.policy("a", agent: "b", rules: []), Sample.agent("b", connection: "z"), Sample.connection("z"),
        ]
        let plan = ModelStore().plan(desired)
        #expect(plan.changes.map(\.key.kind) == ["Connection", "Agent", "Policy"])
        let removal = ModelStore.holding(desired).plan([Sample.connection("other")]) {
            $0.prunes = true
            $0.maxDeleteShare = 100
        }
        #expect(removal.changes.filter { $0.action == .delete }.map(\.key.kind) == ["Policy", "Agent", "Connection"])
        #expect(removal.guards.map(\.cause) == [.needsConfirmation])
    }

    @Test func aCircleOfReferencesIsAnError() {
        func member(_ name: String, needs other: String) -> ResourceObject {
            Sample.object(
                "Agent", name, [:],
                references: [ReeveModel.ObjectReference(pointer: "/x", kind: "Agent", name: other)])
        }
        let plan = ModelStore().plan([member("a", needs: "b"), member("b", needs: "a")])
        #expect(plan.diagnostics.map(\.code) == ["reference.cycle"])
    }
}

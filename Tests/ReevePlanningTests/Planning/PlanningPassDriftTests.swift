import ReeveJSON
import ReeveModel
import ReevePlanning
import Testing

@Suite struct PlanningPassDriftTests {
    private let key = Sample.key("Connection", "git")

    private func drifted(timeout: String) -> ModelStore {
        var store = ModelStore.holding([Sample.connection("git")])
        store.drift(key, spec: Sample.connection("git", timeout: timeout).specValue)
        return store
    }

    @Test func driftIsSetBack() {
        var store = drifted(timeout: "5s")
        let plan = store.plan([Sample.connection("git")])
        #expect(plan.drift.map(\.isCorrected) == [true])
        #expect(plan.drift.first?.fields.map(\.pointer) == ["/spec/timeout"])
        #expect(plan.changes.map(\.reason) == [.driftCorrected])
        store.apply(plan)
        #expect(store.plan([Sample.connection("git")]).isEmpty)
    }

    @Test func keptDriftIsShownAndLeft() {
        let plan = drifted(timeout: "5s").plan([Sample.connection("git")]) { $0.keepsDrift = true }
        #expect(plan.drift.map(\.isCorrected) == [false])
        #expect(plan.changes.isEmpty)
    }

    @Test func changesOfOneFieldOnBothSidesAreAConflict() {
        let store = drifted(timeout: "5s")
        let plan = store.plan([Sample.connection("git", timeout: "9s")])
        #expect(plan.conflicts.map(\.cause) == [.bothChanged])
        #expect(plan.conflicts.first?.fields.map(\.pointer) == ["/spec/timeout"])
        #expect(!plan.isApplyable)
        #expect(store.plan([Sample.connection("git", timeout: "9s")]) { $0.takes = true }.changes.count == 1)
        #expect(store.plan([Sample.connection("git", timeout: "5s")]).isEmpty)
    }

    @Test func changesOfDifferentFieldsAreNone() {
        let plan = drifted(timeout: "5s").plan([Sample.connection("git", command: ["other"])])
        #expect(plan.conflicts.isEmpty)
        #expect(plan.changes.map(\.reason) == [.contentDiffersAndDrift])
        let keeping = drifted(timeout: "5s").plan([Sample.connection("git", command: ["other"])]) {
            $0.keepsDrift = true
        }
        #expect(keeping.conflicts.map(\.cause) == [.driftNotKept])
    }
}

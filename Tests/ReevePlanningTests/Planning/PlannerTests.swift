import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlannerTests {
    @Test func secondPlanIsEmpty() {
        let desired = [Sample.connection("git"), Sample.agent("doc", connection: "git")]
        let plan = ModelStore.holding(desired).plan(desired)
        #expect(plan.isEmpty)
        #expect(PlanTextRenderer().render(plan) == "No changes.\n")
    }

    @Test func whatAnotherSetOwnsIsAConflictUntilItIsTaken() {
        let desired = [Sample.connection("git")]
        let store = ModelStore.holding(desired, set: "other")
        let plan = store.plan(desired)
        #expect(plan.conflicts.map(\.cause) == [.ownership])
        #expect(plan.conflicts.first?.owner == "other")
        #expect(plan.changes.isEmpty)
        let taking = store.plan(desired) { $0.takes = true }
        #expect(taking.changes.map(\.action) == [.adopt])
        #expect(taking.changes.first?.reason == .takenFrom("other"))
    }

    @Test func unownedIsAdopted() {
        let desired = [Sample.connection("git")]
        var store = ModelStore.holding(desired)
        store.records[Sample.key("Connection", "git")]?.owningSet = nil
        let plan = store.plan(desired)
        #expect(plan.changes.map(\.action) == [.adopt])
        #expect(plan.changes.first?.reason == .unowned)
        store.apply(plan)
        #expect(store.plan(desired).isEmpty)
    }

    @Test func duplicatesAreReportedOnce() {
        let plan = ModelStore().plan([Sample.connection("a"), Sample.connection("a", line: 9)])
        #expect(plan.diagnostics.map(\.code) == ["object.duplicate"])
        #expect(plan.changes.count == 1)
    }

    @Test func deleteOfAMissingObjectSaysSo() {
        let store = ModelStore.holding([Sample.connection("git")])
        let plan = store.plan([]) { $0.requestedDeletes = [Sample.key("Connection", "gti")] }
        #expect(plan.diagnostics.first?.code == "object.missing")
        #expect(plan.diagnostics.first?.help == "did you mean 'git'?")
    }
}

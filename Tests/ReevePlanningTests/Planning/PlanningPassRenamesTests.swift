import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanningPassRenamesTests {
    @Test func renameKeepsTheIdentity() {
        var store = ModelStore.holding([Sample.connection("old")])
        let uid = store.records[Sample.key("Connection", "old")]?.uid
        let desired = [Sample.connection("new", metadata: ObjectMetadata(renamedFrom: "old"))]
        let plan = store.plan(desired) { $0.prunes = true }
        #expect(plan.changes.map(\.action) == [.rename])
        store.apply(plan)
        #expect(store.records[Sample.key("Connection", "new")]?.uid == uid)
        #expect(store.plan(desired) { $0.prunes = true }.isEmpty)
    }

    @Test func renameFromADeclaredNameIsAnError() {
        let store = ModelStore.holding([Sample.connection("old")])
        let plan = store.plan([
            Sample.connection("old"), Sample.connection("new", metadata: ObjectMetadata(renamedFrom: "old")),
        ])
        #expect(plan.diagnostics.map(\.code) == ["rename.source-declared"])
    }

    @Test func referrerOfARenamedObjectMustFollow() {
        let store = ModelStore.holding([Sample.connection("old"), Sample.agent("doc", connection: "old")])
        let renamed = Sample.connection("new", metadata: ObjectMetadata(renamedFrom: "old"))
        #expect(
            store.plan([renamed, Sample.agent("doc", connection: "old")]).diagnostics.first?.code
                == "reference.unresolved")
        #expect(store.plan([renamed, Sample.agent("doc", connection: "new")]).isApplyable)
    }

    @Test func namesMayBeSwapped() {
        var store = ModelStore.holding([
            Sample.connection("a", command: ["one"]), Sample.connection("b", command: ["two"]),
        ])
        let swapped = [Sample.connection("a", command: ["two"]), Sample.connection("b", command: ["one"])]
        let plan = store.plan(swapped)
        #expect(plan.changes.map(\.action) == [.update, .update])
        store.apply(plan)
        #expect(store.plan(swapped).isEmpty)
    }

    @Test func aSwapOfNamesIsRefusedWithItsPlace() {
        let store = ModelStore.holding([Sample.connection("a"), Sample.connection("b", command: ["two"])])
        let plan = store.plan([
            Sample.connection("a", command: ["two"], metadata: ObjectMetadata(renamedFrom: "b"), line: 3),
            Sample.connection("b", metadata: ObjectMetadata(renamedFrom: "a"), line: 9),
        ])
        #expect(plan.diagnostics.map(\.code) == ["rename.cycle"])
        #expect(plan.diagnostics.first?.range?.start.line == 3)
    }

    @Test func twoObjectsThatWereOneAreRefused() {
        let store = ModelStore.holding([Sample.connection("a")])
        let plan = store.plan([
            Sample.connection("b", metadata: ObjectMetadata(renamedFrom: "a")),
            Sample.connection("c", metadata: ObjectMetadata(renamedFrom: "a")),
        ])
        #expect(plan.diagnostics.map(\.code) == ["rename.source-shared"])
    }

    @Test func aRenameThatLeavesANameOfAnotherSetBehindIsRefused() {
        var store = ModelStore.holding([Sample.connection("git")])
        store.apply(store.plan([Sample.agent("bot", connection: "git")]) { $0.set = "theirs" })
        let plan = store.plan([Sample.connection("vcs", metadata: ObjectMetadata(renamedFrom: "git"))])
        #expect(plan.guards.map(\.cause) == [.stillReferenced])
        #expect(plan.guards.first?.detail == "is still named so by acme/prod/Agent/bot")
    }
}

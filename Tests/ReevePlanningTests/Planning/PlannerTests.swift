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

    @Test func unresolvedReferenceSuggestsTheNearestName() throws {
        let plan = ModelStore().plan([Sample.connection("git-ro"), Sample.agent("doc", connection: "git-r", line: 3)])
        let diagnostic = try #require(plan.diagnostics.first)
        #expect(diagnostic.code == "reference.unresolved")
        #expect(diagnostic.label == "did you mean 'git-ro'?")
        #expect(diagnostic.range?.description == "manifests/a.yaml:7:15")
        #expect(!plan.isApplyable)
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

    @Test func duplicatesAreReportedOnce() {
        let plan = ModelStore().plan([Sample.connection("a"), Sample.connection("a", line: 9)])
        #expect(plan.diagnostics.map(\.code) == ["object.duplicate"])
        #expect(plan.changes.count == 1)
    }

    @Test func aCircleOfReferencesIsAnError() {
        func member(_ name: String, needs other: String) -> ResourceObject {
            Sample.object(
                "Agent", name, [:],
                references: [ObjectReference(pointer: "/x", kind: "Agent", name: other)])
        }
        let plan = ModelStore().plan([member("a", needs: "b"), member("b", needs: "a")])
        #expect(plan.diagnostics.map(\.code) == ["reference.cycle"])
    }

    @Test func deleteOfAMissingObjectSaysSo() {
        let store = ModelStore.holding([Sample.connection("git")])
        let plan = store.plan([]) { $0.requestedDeletes = [Sample.key("Connection", "gti")] }
        #expect(plan.diagnostics.first?.code == "object.missing")
        #expect(plan.diagnostics.first?.help == "did you mean 'git'?")
    }

    @Test func pinsOfTheLockFileAreToolChanges() throws {
        let lock = try ToolLock(
            ["acme/prod": ["git/log": .string(ContentDigest.of([1]).description)]])
        var store = ModelStore()
        let plan = store.plan([]) { $0.lock = lock }
        #expect(plan.pins.count == 1)
        #expect(plan.risks == [.toolChanged])
        store.apply(plan)
        #expect(store.plan([]) { $0.lock = lock }.isEmpty)
        #expect(store.plan([]) { $0.lock = ToolLock() }.pins.first?.after == nil)
        #expect(store.plan([]).isEmpty)
    }
}

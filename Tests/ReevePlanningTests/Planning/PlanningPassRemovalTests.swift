import ReeveJSON
import ReeveModel
import ReevePlanning
import Testing

@Suite struct PlanningPassRemovalTests {
    private func connections(_ count: Int) -> [ResourceObject] { (0..<count).map { Sample.connection("c\($0)") } }

    @Test func pruningIsOptIn() {
        let store = ModelStore.holding(connections(3))
        let plan = store.plan(connections(2))
        #expect(plan.isEmpty)
        #expect(plan.notes.count == 1)
        let pruning = store.plan(connections(2)) {
            $0.prunes = true
            $0.maxDeleteShare = 50
        }
        #expect(pruning.changes.map(\.action) == [.delete])
        #expect(pruning.isApplyable)
    }

    @Test func everyLimitOfPruningIsShown() {
        let store = ModelStore.holding(connections(60))
        func causes(_ desired: [ResourceObject], _ change: (inout PlanOptions) -> Void = { _ in }) -> [PlanGuard.Cause]
        {
            let plan = store.plan(desired) {
                $0.prunes = true
                change(&$0)
            }
            #expect(plan.guards.isEmpty == plan.isApplyable)
            return plan.guards.map(\.cause)
        }
        #expect(causes(connections(50)) == [])
        #expect(causes(connections(49)) == [.tooManyDeletes])
        #expect(causes(connections(47)) { $0.maxDeletes = 100 } == [.tooLargeShare])
        #expect(causes(connections(59)) { $0.inputIsPartial = true } == [.unreadableInput])
        #expect(
            causes([]) {
                $0.maxDeletes = 100; $0.maxDeleteShare = 100
            } == [.emptyInput])
    }

    @Test func protectionIsKeptInTheStore() {
        func plan(_ protection: Protection) -> Plan {
            let kept = Sample.connection("kept", metadata: ObjectMetadata(protection: protection))
            return ModelStore.holding(connections(9) + [kept]).plan(connections(9)) { $0.prunes = true }
        }
        #expect(plan(.confirm).guards.map(\.cause) == [.needsConfirmation])
        #expect(plan(.confirm).isApplyable)
        #expect(plan(.always).guards.map(\.cause) == [.alwaysProtected])
        #expect(!plan(.always).isApplyable)
    }

    @Test func removingProtectionAsksAndIsARisk() {
        let store = ModelStore.holding([Sample.connection("a", metadata: ObjectMetadata(protection: .confirm))])
        let plan = store.plan([Sample.connection("a")])
        #expect(plan.guards.map(\.cause) == [.needsConfirmation])
        #expect(plan.risks == [.protectionRemoved])
    }

    @Test func whatIsStillReferencedStays() {
        let store = ModelStore.holding([Sample.connection("git"), Sample.agent("doc", connection: "git")])
        let plan = store.plan([]) { $0.requestedDeletes = [Sample.key("Connection", "git")] }
        #expect(plan.guards.map(\.cause) == [.stillReferenced])
        let both = store.plan([]) {
            $0.requestedDeletes = [Sample.key("Connection", "git"), Sample.key("Agent", "doc")]
        }
        #expect(both.guards.isEmpty)
    }

    @Test func aReferrerThatLetsGoFreesItsTarget() {
        let store = ModelStore.holding(
            connections(9) + [Sample.connection("git"), Sample.agent("doc", connection: "git")])
        let plan = store.plan(connections(9) + [Sample.agent("doc", connection: "c1")]) { $0.prunes = true }
        #expect(plan.guards.isEmpty)
        #expect(plan.changes.map(\.action) == [.update, .delete])
    }

    @Test func pruneNeverTouchesAnotherSet() {
        var store = ModelStore.holding(connections(5), set: "other")
        store.apply(store.plan([Sample.connection("mine")]))
        let plan = store.plan([]) { $0.prunes = true }
        #expect(plan.changes.map(\.key.name) == ["mine"])
    }
}

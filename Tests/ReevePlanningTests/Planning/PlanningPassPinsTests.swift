import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanningPassPinsTests {
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

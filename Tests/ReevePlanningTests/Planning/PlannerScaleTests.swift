import ReeveJSON
import ReeveModel
import ReevePlanning
import Testing

/// Figures are printed; the bounds are wide enough for a debug build on a busy machine.
@Suite(.serialized) struct PlannerScaleTests {
    private func objects(_ count: Int) -> [ResourceObject] {
        (0..<count).map { Sample.connection("c\($0)", env: ["TOKEN": "env:TOKEN"], line: $0 + 1) }
    }

    @Test func unchangedObjectsCostOnePass() {
        let desired = objects(100_000)
        let store = ModelStore.holding(desired)
        var snapshot = store.snapshot()
        // Unchanged objects need no record: a plan that looked at one would not be empty.
        snapshot.records = [:]
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000)
        for _ in 0..<5 {
            var plan: Plan?
            best = min(
                best,
                clock.measure { plan = Planner.plan(desired: desired, snapshot: snapshot, options: Sample.options()) })
            #expect(plan?.isEmpty == true)
        }
        print("no-op plan of 100,000 objects: \(best)")
        #expect(best < .seconds(60))
    }

    @Test func aFirstPlanGrowsLinearly() {
        let clock = ContinuousClock()
        let small = objects(5_000)
        let large = objects(40_000)
        let short = clock.measure { _ = ModelStore().plan(small) }
        let long = clock.measure { _ = ModelStore().plan(large) }
        print("first plan of 5,000 objects: \(short), of 40,000: \(long)")
        #expect(long < short * 40)
    }
}

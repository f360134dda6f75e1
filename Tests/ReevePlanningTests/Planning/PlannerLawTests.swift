import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import TestSupport
import Testing

/// Random sets of objects; the seed of a failure is in its message.
@Suite struct PlannerLawTests {
    private func randomSet(_ random: inout SeededGenerator, prefix: String = "") -> [ResourceObject] {
        let connections = (0..<Int.random(in: 1...12, using: &random)).map { prefix + "c\($0)" }
        var objects = connections.map { name in
            Sample.connection(
                name, command: ["run", String(Int.random(in: 0...3, using: &random))],
                timeout: "\(Int.random(in: 1...4, using: &random))s",
                env: ["TOKEN": .string("env:T\(Int.random(in: 0...3, using: &random))")],
                metadata: ObjectMetadata(
                    labels: ["team": .string("t\(Int.random(in: 0...2, using: &random))")],
                    protection: Bool.random(using: &random) ? .confirm : .none))
        }
        for index in 0..<Int.random(in: 0...8, using: &random) {
            guard let connection = connections.randomElement(using: &random) else { continue }
            objects.append(
                Sample.agent(
                    prefix + "a\(index)", connection: connection,
                    tools: (0..<Int.random(in: 0...3, using: &random)).map { "\(connection)/t\($0)" }))
            if Bool.random(using: &random) {
                objects.append(
                    Sample.policy(
                        prefix + "p\(index)", agent: prefix + "a\(index)",
                        rules: (0..<Int.random(in: 0...4, using: &random)).map {
                            Sample.rule("r\($0)", Bool.random(using: &random) ? "allow" : "deny")
                        }))
            }
        }
        return objects
    }

    @Test(arguments: UInt64(1)...60)
    func lawsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var store = ModelStore.holding(randomSet(&random, prefix: "x"), set: "other")
        let foreign = store.records
        store.apply(store.plan(randomSet(&random)))
        let desired = randomSet(&random)
        let pruning: (inout PlanOptions) -> Void = { $0.prunes = true }

        let plan = store.plan(desired, pruning)
        let shuffled = store.plan(desired.shuffled(using: &random), reversed: true, pruning)
        #expect(plan.json(.saved) == shuffled.json(.saved), "order does not count; seed \(seed)")
        #expect(
            PlanTextRenderer(showsDetails: true).render(plan) == PlanTextRenderer(showsDetails: true).render(shuffled))

        let read = try Plan(savedJSON: try JSONParser.parse(plan.json(.saved).canonicalText))
        #expect(read.json(.saved) == plan.json(.saved), "a saved plan reads back; seed \(seed)")

        store.apply(read)
        for change in plan.changes {
            #expect(store.records[change.finalKey]?.digest == change.after?.digest, "planned after; seed \(seed)")
        }
        #expect(store.plan(desired, pruning).isEmpty, "plan after apply is empty; seed \(seed)")
        for (key, record) in foreign { #expect(store.records[key] == record, "another set is untouched; seed \(seed)") }
        let owned = store.records.values.filter { $0.owningSet == "acme-platform" }.count
        #expect(owned == desired.count, "seed \(seed)")
    }

    @Test func idAndTimeAreNotInTheDigest() {
        let desired = [Sample.connection("git")]
        let first = ModelStore().plan(desired)
        let second = ModelStore().plan(desired) {
            $0.planID = ULID(milliseconds: 99, high: 1, low: 1)
            $0.now = Timestamp(microseconds: 1)
        }
        #expect(first.digest == second.digest)
        #expect(first.json() != second.json())
        #expect(first.digest != ModelStore().plan([Sample.connection("git", timeout: "1s")]).digest)
    }
}

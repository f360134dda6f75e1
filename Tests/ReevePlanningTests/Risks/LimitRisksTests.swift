import ReeveJSON
import ReeveModel
import ReevePlanning
import TestSupport
import Testing

/// Which changes of limits and batches let more happen in the same time.
@Suite struct LimitRisksTests {
    private func detail(_ kind: String, _ before: JSONValue, _ after: JSONValue) throws -> String? {
        let store = ModelStore.holding([Sample.object(kind, "x", before)])
        let change = try #require(store.plan([Sample.object(kind, "x", after)]).changes.first)
        return change.risks.first { $0.risk == .limitRaised }?.detail
    }

    private static func rate(_ capacity: Int, _ refill: Int, every: String) -> JSONValue {
        ["rate": ["capacity": JSONValue(capacity), "every": .string(every), "refill": JSONValue(refill)]]
    }

    /// The tighter bound first; the name is what the plan says of the way to the looser one.
    static let bounds: [Named<(kind: String, tight: JSONValue, loose: JSONValue)>] = [
        Named("rate", ("Limit", rate(10, 10, every: "1m"), rate(20, 10, every: "1m"))),
        Named("rate", ("Limit", rate(10, 10, every: "1m"), rate(10, 20, every: "1m"))),
        Named("rate", ("Limit", rate(10, 10, every: "1m"), rate(10, 10, every: "1s"))),
        Named("rate is gone", ("Limit", rate(10, 10, every: "1m"), [:])),
        Named("concurrency", ("Limit", ["concurrency": 1], ["concurrency": 2])),
        Named("concurrency", ("Limit", ["concurrency": 1], [:])),
        Named("per", ("Limit", ["per": ["agent"]], ["per": ["agent", "tool"]])),
        Named("concurrency", ("Batch", ["concurrency": 1], ["concurrency": 9])),
        Named("maxFailures", ("Batch", ["maxFailures": 1], [:])),
        Named("budget.cost", ("Batch", ["budget": ["cost": 1]], ["budget": ["cost": 2]])),
    ]

    @Test(arguments: bounds)
    func aLooserBoundIsARiskAndATighterOneIsNone(
        bound: Named<(kind: String, tight: JSONValue, loose: JSONValue)>
    ) throws {
        let (kind, tight, loose) = bound.value
        #expect(try detail(kind, tight, loose) == bound.name)
        #expect(try detail(kind, loose, tight) == nil)
    }

    @Test func theSameRateInOtherWordsIsNone() throws {
        #expect(try detail("Limit", Self.rate(60, 1, every: "1s"), Self.rate(60, 60, every: "1m")) == nil)
    }

    @Test func anotherScopeIsARiskInBothDirections() throws {
        let (one, other): (JSONValue, JSONValue) = (["scope": ["tool": "a/*"]], ["scope": ["tool": "b/*"]])
        #expect(try detail("Limit", one, other) == "scope")
        #expect(try detail("Limit", other, one) == "scope")
    }

    @Test func aLimitThatGoesIsARiskAndANewOneIsNone() throws {
        let limit = Sample.object("Limit", "x", ["concurrency": 1])
        #expect(ModelStore().plan([limit]).changes.flatMap(\.risks).isEmpty)
        let removal = ModelStore.holding([limit]).plan([]) {
            $0.prunes = true
            $0.maxDeleteShare = 100
        }
        #expect(removal.changes.flatMap(\.risks).map(\.risk) == [.limitRaised, .delete])
    }
}

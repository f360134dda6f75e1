import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct PolicySetComparisonTests {
    @Test func theIndexedSetDecidesAsTheNaiveEvaluator() {
        let seed = UInt64.random(in: 0 ... .max)
        print("policy seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        var effects: [String: Int] = [:]
        for _ in 0..<120 {
            let documents = random.documents(random.number(0..<12))
            let set = PolicySet(compiling: documents) { _ in nil }
            #expect(set.problems.isEmpty)
            let naive = NaiveEvaluator(documents: documents)
            for _ in 0..<60 {
                let request = random.request()
                let decision = set.decide(request)
                let expected = naive.decide(request)
                effects[expected.effect + (expected.errors.isEmpty ? "" : " with errors"), default: 0] += 1
                let isSame =
                    decision.effect.rawValue == expected.effect
                    && Set(decision.deciding.map(\.rule.short)) == expected.deciding
                    && Set(decision.errors.map(\.rule.short)) == expected.errors
                #expect(isSame, "seed \(seed): \(request) gives \(decision.summary), expected \(expected)")
                if !isSame { return }
            }
        }
        // All four kinds of outcome were met, so the comparison says something.
        #expect(effects.count == 4 && effects.values.allSatisfy { $0 > 10 }, "\(effects)")
    }

    @Test func anAllowWithoutOpenConditionsStandsWhateverTheCallBrings() {
        let seed = UInt64.random(in: 0 ... .max)
        print("open conditions seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        let deferred = ConditionKey.decidedByCall
        var (settled, open, denied) = (0, 0, 0)
        for _ in 0..<200 {
            let set = PolicySet(compiling: random.documents(8)) { _ in nil }
            for _ in 0..<30 {
                let request = random.request()
                var early = request
                early.arguments = nil
                guard set.decide(early, deferring: deferred).isAllowed else { continue }
                let isSettled = set.openConditions(early, deferring: deferred).isEmpty
                let isAllowed = set.decide(request).isAllowed
                if isSettled { settled += 1 } else { open += 1 }
                if !isAllowed { denied += 1 }
                #expect(isAllowed || !isSettled, "seed \(seed): \(request)")
            }
        }
        #expect(settled > 100 && open > 100 && denied > 20, "\(settled) \(open) \(denied)")
    }

    @Test func whatIsDeferredNeverTurnsAnAllowIntoADenial() {
        let seed = UInt64.random(in: 0 ... .max)
        print("deferral seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        for _ in 0..<100 {
            let set = PolicySet(compiling: random.documents(8)) { _ in nil }
            for _ in 0..<30 {
                let request = random.request()
                guard set.decide(request).isAllowed else { continue }
                var early = request
                early.arguments = nil
                early.isTainted = nil
                let decision = set.decide(early, deferring: ConditionKey.decidedLater)
                #expect(decision.isAllowed, "seed \(seed): \(request)")
            }
        }
    }
}

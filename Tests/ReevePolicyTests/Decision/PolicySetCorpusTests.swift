import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct PolicySetCorpusTests {
    @Test(arguments: CorpusCase.files)
    func everyCaseDecidesAsExpected(file: String) throws {
        let cases = try CorpusCase.cases(in: file)
        #expect(cases.count >= 20, "the file has its cases")
        for item in cases {
            let decision = PolicySet(compiling: item.policies, timeZones: CorpusCase.zones).decide(item.request)
            #expect(decision.effect.rawValue == item.expect["effect"]?.string, "\(item.name)")
            #expect(decision.deciding.map(\.rule.short).sorted() == item.expected("deciding"), "\(item.name)")
            #expect(decision.errors.map(\.rule.short).sorted() == item.expected("errors"), "\(item.name)")
            if let matched = item.expected("matched") {
                #expect(decision.matched.map(\.rule.short).sorted() == matched, "\(item.name)")
            }
            if let approvals = item.expect["approvals"]?.int {
                #expect(decision.obligations.count == approvals, "\(item.name)")
            }
        }
    }

    @Test(arguments: CorpusCase.files)
    func theExplanationAgreesWithTheDecision(file: String) throws {
        for item in try CorpusCase.cases(in: file) where item.request.action != .toolList {
            let set = PolicySet(compiling: item.policies, timeZones: CorpusCase.zones)
            let explanation = set.explain(item.request)
            let matched = explanation.rows.filter { $0.outcome == .matched }.map(\.rule.short)
            #expect(matched == explanation.decision.matched.map(\.rule.short), "\(item.name)")
            let failed = explanation.rows.filter { $0.outcome == .failed }.map(\.rule.short)
            #expect(failed == explanation.decision.errors.map(\.rule.short), "\(item.name)")
            let all = explanation.rows + explanation.unboundRows
            #expect(all.allSatisfy { !$0.why.isEmpty }, "\(item.name)")
        }
    }

    @Test func theOrderOfPoliciesDoesNotCount() throws {
        for item in try CorpusCase.files.flatMap(CorpusCase.cases) {
            let set = PolicySet(compiling: item.policies, timeZones: CorpusCase.zones)
            let reversed = PolicySet(compiling: item.policies.reversed(), timeZones: CorpusCase.zones)
            #expect(set.digest == reversed.digest, "\(item.name)")
            #expect(set.decide(item.request).summary == reversed.decide(item.request).summary, "\(item.name)")
        }
    }
}

extension RuleReference {
    /// `policy#rule`, as the corpus writes it.
    var short: String { policy.name + "#" + rule }
}

import ReeveJSON
import ReeveModel
import Testing

@Suite struct RunStatusTests {
    @Test func aFinishedRunStaysFinished() {
        for status in RunStatus.allCases where status.isTerminal { #expect(status.successors.isEmpty) }
    }

    @Test func everyRunCanEndAndBeCancelled() {
        for status in RunStatus.allCases where !status.isTerminal {
            #expect(status.canBecome(.cancelled), "\(status)")
            // The same request, where an earlier attempt may have had its effect.
            #expect(status.canBecome(.interrupted), "\(status)")
        }
    }

    @Test func onlyClaimableStatesBecomeRunning() {
        #expect(Set(RunStatus.allCases.filter { $0.canBecome(.running) }) == [.ready, .retryable])
    }
}

@Suite struct ULIDTests {
    @Test func idsAscendAlsoWithinAMillisecondAndWhenTheClockGoesBack() {
        var generator = ULID.Generator()
        let start = Timestamp(microseconds: 1_763_700_000_000_000)
        var last: ULID?
        for step in 0..<10_000 {
            let now = step == 5_000 ? Timestamp(microseconds: 0) : start.advanced(by: .microseconds(step * 100))
            let id = generator.next(at: now)
            if let last { #expect(last < id) }
            #expect(ULID(id.text) == id)
            last = id
        }
    }

    @Test func theTimeIsInTheFirstTenCharacters() {
        // The sample of the ULID specification.
        #expect(ULID(milliseconds: 1_469_918_176_385, high: 0, low: 0).text.hasPrefix("01ARYZ6S41"))
        #expect(ULID("8ZZZZZZZZZZZZZZZZZZZZZZZZZ") == nil)
        #expect(ULID("01ARYZ6S41TSV4RRFFQ69G5FAU") == nil)
    }
}

@Suite struct ObjectKeyTests {
    @Test(arguments: ["acme/prod/Agent/triage", "acme/Policy/guardrails", "User/anna"])
    func pathsRoundTrip(path: String) throws {
        #expect(try #require(ObjectKey(path: path)).description == path)
    }

    @Test(arguments: ["", "anna", "a//b", "a/b/c/d/e"])
    func otherTextIsNoPath(path: String) { #expect(ObjectKey(path: path) == nil) }
}

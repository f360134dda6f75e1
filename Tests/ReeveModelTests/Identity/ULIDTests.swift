import ReeveJSON
import ReeveModel
import Testing

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

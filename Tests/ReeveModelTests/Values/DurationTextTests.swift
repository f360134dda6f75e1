import ReeveJSON
import ReeveModel
import Testing

@Suite struct DurationTextTests {
    @Test func durationsAreReadByTheirGrammarOnly() {
        #expect(DurationText.parse("1h30m") == .seconds(5_400) && DurationText.parse("250ms") == .milliseconds(250))
        #expect(DurationText.parse("1m1ms") == .milliseconds(60_001) && DurationText.parse("2d") == .seconds(172_800))
        for text in [
            "", "s", "1", "5mss", "5md", "1s1s", "1ms1s", "1234567890123s", "-1s", "1.5s", " 1s", "١s", "40000d",
        ] {
            #expect(DurationText.parse(text) == nil, "\(text)")
        }
    }
}

import ReeveJSON
import TestSupport
import Testing

@Suite struct VisibleTextTests {
    @Test(arguments: Hostile.texts) func visibleTextHasNothingThatActs(_ text: String) {
        let visible = VisibleText.of(text)
        for scalar in visible.unicodeScalars {
            #expect(scalar.value >= 0x20 && scalar.value != 0x7F)
            #expect(!(0x80..<0xA0).contains(scalar.value))
            #expect(!(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
            #expect(scalar.value & 0xFFFE != 0xFFFE)
        }
        #expect(VisibleText.of(visible) == visible)
    }

    @Test func escapesSayWhatTheyStandFor() {
        #expect(VisibleText.of("a\u{1B}[0m\u{0}b") == "a\\x1B[0m\\x00b")
        #expect(VisibleText.of("\u{202E}") == "\\u{202E}")
        #expect(VisibleText.of("a\r\nb\tc\rd") == "a b c d")
        #expect(VisibleText.of("plain ünï 😀") == "plain ünï 😀")
        #expect(VisibleText.of("a\r\nb\n", keepsLines: true).contains("\n"))
    }

    @Test func shorteningCountsCharactersAndMarksTheCut() {
        #expect(VisibleText.shortened("abc", to: 3) == "abc")
        #expect(VisibleText.shortened("abcd", to: 3) == "abc…")
        #expect(VisibleText.shortened("😀😀", to: 1) == "😀…")
    }
}

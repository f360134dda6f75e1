import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct ReasonWordsTests {
    @Test func everyReasonHasPlainWordsAndARemedy() {
        for reason in RunReason.allCases {
            let words = ReasonWords.of(reason)
            #expect(!words.plain.isEmpty && !words.remedy.isEmpty)
            #expect(!words.plain.hasSuffix(".") && !words.remedy.hasSuffix("."))
        }
    }
}

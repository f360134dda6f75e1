import ReeveJSON
import TestSupport
import Testing

/// What looks into or lays out JSON text without reading it as a value gives what the value would give.
@Suite struct CanonicalTextTests {
    @Test func aMemberIsFoundAsTheParserFindsIt() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = RandomJSON(random: SeededGenerator(seed: seed))
        for _ in 0..<500 {
            let object = generator.object(depth: 3)
            let text = JSONValue.object(object).canonicalText
            #expect(
                CanonicalText.member("labels", of: text).map(String.init) == object["labels"]?.canonicalText,
                "\(text); seed \(seed)")
            #expect(
                CanonicalText.member("protect", of: text).map(String.init) == object["protect"]?.canonicalText,
                "\(text); seed \(seed)")
        }
    }
}

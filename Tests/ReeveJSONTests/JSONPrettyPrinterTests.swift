import ReeveJSON
import TestSupport
import Testing

@Suite struct JSONPrettyPrinterTests {
    @Test func aValueIsLaidOutForPeople() {
        let value: JSONValue = ["a": [1, ["b": "x,{y}: \\\""]], "c": [], "d": .object([:]), "e": .null]
        let lines = [
            "{", "  \"a\": [", "    1,", "    {", #"      "b": "x,{y}: \\\"""#, "    }", "  ],", "  \"c\": [],",
            "  \"d\": {},", "  \"e\": null", "}",
        ]
        #expect(value.prettyText == lines.joined(separator: "\n"))
    }

    @Test func aTextMayBeLaidOutInPieces() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = RandomJSON(random: SeededGenerator(seed: seed))
        for _ in 0..<300 {
            let value = generator.value(depth: 4)
            var rest = value.canonicalBytes[...]
            var printer = JSONPrettyPrinter()
            var out: [UInt8] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...7, using: &generator.random)
                out += printer.format(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(String(decoding: out, as: UTF8.self) == value.prettyText, "seed \(seed)")
            #expect(try JSONParser.parse(out) == value, "seed \(seed)")
        }
    }
}

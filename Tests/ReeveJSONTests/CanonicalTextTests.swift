import ReeveJSON
import TestSupport
import Testing

/// What looks into or lays out JSON text without reading it as a value gives what the value would give.
@Suite struct CanonicalTextTests {
    /// Small random documents with what can go wrong: empty collections, escapes, brackets in texts, deep nesting.
    struct Generator {
        var random: SeededGenerator

        mutating func object(depth: Int) -> JSONObject {
            let names = ["a", "labels", "protect", "ab", "é", "z9"]
            return JSONObject(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    JSONObject.Member(
                        key: names.randomElement(using: &random) ?? "a", value: value(depth: depth))
                })
        }

        mutating func value(depth: Int) -> JSONValue {
            switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &random) {
            case 0: return .null
            case 1: return .bool(Bool.random(using: &random))
            case 2: return JSONValue(Int.random(in: -9...9, using: &random))
            case 3:
                return .string(
                    ["", "\"", "\\", "},{", "[\"labels\":1]", "\n", "é🎈"].randomElement(using: &random) ?? "")
            case 4: return .array([])
            case 5: return .object(object(depth: depth - 1))
            default: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
            }
        }
    }

    @Test func aMemberIsFoundAsTheParserFindsIt() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Generator(random: SeededGenerator(seed: seed))
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
        var generator = Generator(random: SeededGenerator(seed: seed))
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

    @Test func aWriterThatIsEmptiedOnTheWayKeepsItsCommas() {
        var writer = CanonicalJSONWriter()
        var out: [UInt8] = []
        writer.beginObject()
        writer.member("a", Int64(1))
        out += writer.take()
        writer.member("b", ["x", "y\""])
        out += writer.take()
        writer.key("c")
        out += writer.take()
        writer.beginArray()
        out += writer.take()
        for _ in 0..<2 {
            writer.separate()
            writer.write(.null)
            out += writer.take()
        }
        writer.endArray()
        writer.member("d", true)
        writer.endObject()
        out += writer.take()
        #expect(String(decoding: out, as: UTF8.self) == #"{"a":1,"b":["x","y\""],"c":[null,null],"d":true}"#)
    }
}

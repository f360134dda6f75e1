import Glibc
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import TestSupport
import Testing

@Suite struct YAMLReaderHostileTests {
    /// Reads and expects that it did not take as long as a hang would.
    private func quickly(_ text: String, limits: ReadingLimits = ReadingLimits()) -> Reading {
        let clock = ContinuousClock()
        var reading = Reading()
        let took = clock.measure { reading = Reading.yaml(text, limits: limits) }
        #expect(took < .seconds(120))
        return reading
    }

    @Test func anAliasBombIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(quickly(text).codes == ["yaml.alias-expansion"])
    }

    @Test func aMergeBombIsRefused() {
        var text = "a0: &a0 {" + (0..<100).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
        for level in 1...200 { text += "a\(level): &a\(level) {<<: *a\(level - 1), n\(level): 1}\n" }
        #expect(quickly(text).codes == ["yaml.alias-expansion"])
    }

    @Test func aliasesCountTowardsDepth() {
        var text = "- &a0 [x]\n"
        for level in 1...70 { text += "- &a\(level) [*a\(level - 1)]\n" }
        #expect(quickly(text).codes == ["yaml.too-deep"])
    }

    @Test(arguments: [
        String(repeating: "[", count: 200_000), String(repeating: "{a: ", count: 200_000),
        String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    ])
    func deepNestingIsRefusedAtTheCap(text: String) {
        let codes = quickly(text + "\n--- {b: 1, b: 2}\n").codes
        #expect(codes.contains("yaml.too-deep"))
        #expect(codes.last == "yaml.duplicate-key")
    }

    @Test func sixtyFourLevelsAreRead() {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(Reading.yaml(text).diagnostics.isEmpty)
        #expect(Reading.yaml("[" + text + "]").codes == ["yaml.too-deep"])
    }

    @Test func limitsHold() {
        var limits = ReadingLimits()
        limits.nodes = 50
        #expect(
            quickly("[" + String(repeating: "1, ", count: 60) + "]", limits: limits).codes == ["yaml.too-many-nodes"])
        limits = ReadingLimits()
        limits.documents = 3
        #expect(quickly("--- 1\n--- 2\n--- 3\n--- 4\n--- 5\n", limits: limits).codes == ["yaml.too-many-documents"])
        limits = ReadingLimits()
        limits.documentBytes = 100
        let large = "--- 1\n--- |\n" + String(repeating: "  text\n", count: 30) + "--- {a: 1, a: 2}\n"
        let reading = quickly(large, limits: limits)
        #expect(reading.codes == ["yaml.document-too-large", "yaml.duplicate-key"])
        #expect(reading.diagnostics.map { $0.range?.start.line } == [2, 33])
        #expect(reading.values.first == 1)
    }

    @Test func mistakesAreCounted() {
        var limits = ReadingLimits()
        limits.mistakesPerDocument = 10
        limits.mistakes = 30
        let document = "---\n" + String(repeating: "a: 1\n", count: 50)
        let reading = quickly(String(repeating: document, count: 20), limits: limits)
        #expect(reading.codes.count < 50)
        #expect(reading.codes.last == "yaml.too-many-mistakes")
    }

    @Test func aHugeScalarIsRead() {
        let reading = quickly("a: \"" + String(repeating: "x", count: 2_000_000) + "\"\n")
        #expect(reading.values.first?["a"]?.string?.utf8.count == 2_000_000)
    }

    @Test func manyBrokenDocumentsEndSoon() {
        #expect(quickly(String(repeating: "---\n@\n", count: 50_000)).codes.count <= 1_001)
    }

    @Test func notTextIsRefusedWithItsPlace() throws {
        let cases: [([UInt8], String, Int, Int)] = [
            (Array("a: b\nc: \0".utf8), "source.nul-byte", 2, 4),
            (Array("a: ä".utf8) + [0xFF], "source.invalid-utf8", 1, 5),
            ([0xC0, 0x80], "source.invalid-utf8", 1, 1), ([0x61, 0xED, 0xA0, 0x80], "source.invalid-utf8", 1, 2),
            ([0xF4, 0x90, 0x80, 0x80], "source.invalid-utf8", 1, 1),
            ([0x61, 0x0A, 0xE2, 0x82], "source.invalid-utf8", 2, 1),
            ([0xFF, 0xFE, 0x61, 0x00], "source.invalid-utf8", 1, 1),
        ]
        for (bytes, code, line, column) in cases {
            let mistake = #expect(throws: Diagnostic.self) { try SourceText(bytes: bytes, file: "f.yaml") }
            #expect(mistake?.code.text == code)
            #expect(mistake?.range?.start == SourcePosition(line: line, column: column))
        }
    }

    @Test func aMarkAtTheStartIsSkipped() throws {
        let source = try SourceText(bytes: [0xEF, 0xBB, 0xBF] + Array("a: 1\na: 2\n".utf8), file: "f.yaml")
        #expect(Reading.yaml(source).diagnostics.first?.range?.start == SourcePosition(line: 2, column: 1))
    }

    /// Any bytes may be refused, and none may do harm.
    @Test func noiseDoesNoHarm() {
        var random = SeededGenerator(seed: .random(in: 1...UInt64.max))
        print("noise seed", random.seed)
        let parts = [
            "a", ": ", ":", "\n", "  ", "- ", "-", "[", "]", "{", "}", ",", "#", "&x ", "*x", "!", "!!str ", "|\n",
            ">-\n", "\"",
            "'", "?", "---\n", "...\n", "%", "\t", "<<: ", "12", "ä", "\r\n", "~",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...40, using: &random)
            let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            let reading = Reading.yaml(text)
            #expect(reading.diagnostics.allSatisfy { $0.range != nil })
        }
    }
}

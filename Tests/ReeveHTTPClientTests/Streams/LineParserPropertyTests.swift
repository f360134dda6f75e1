import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct LineParserPropertyTests {
    @Test func theSizesOfThePiecesChangeNothing() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("LineParserPropertyTests: seed \(random.seed)")
        let letters: [UInt8] = [0x0A, 0x0D, 0x0D, 0x0A, 0x61, 0x62, 0xC3, 0xA9, 0x00]
        for ending in [LineParser.Ending.lineFeed, .any] {
            for _ in 0..<500 {
                let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? 0
                }
                var whole = LineParser(lineBytesMax: 100, ending: ending)
                let expected = try whole.push(bytes) + (whole.finish().map { [$0] } ?? [])
                var parser = LineParser(lineBytesMax: 100, ending: ending)
                var lines: [[UInt8]] = []
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 0...4, using: &random))
                    lines += try parser.push(Array(piece))
                    rest = rest.dropFirst(piece.count)
                }
                if let last = parser.finish() { lines.append(last) }
                #expect(lines == expected, "seed \(random.seed), bytes \(bytes)")
            }
        }
    }

    @Test func onlyLineEndsAreLost() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("LineParserPropertyTests: seed \(random.seed)")
        let ends: [[UInt8]] = [[0x0A], [0x0D, 0x0A], [0x0D]]
        for _ in 0..<500 {
            // No line is empty: CR and the LF that ends an empty line would be one end.
            let lines = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                [UInt8](repeating: .random(in: 0x61...0x7A, using: &random), count: .random(in: 1...5, using: &random))
            }
            let text = lines.flatMap { $0 + (ends.randomElement(using: &random) ?? []) }
            var parser = LineParser(lineBytesMax: 100, ending: .any)
            #expect(try parser.push(text) == lines, "seed \(random.seed), bytes \(text)")
            #expect(parser.finish() == nil, "seed \(random.seed), bytes \(text)")
        }
    }
}

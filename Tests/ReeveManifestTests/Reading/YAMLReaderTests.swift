import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import Testing

@Suite struct YAMLReaderTests {
    @Test(arguments: [
        "a: 1\n⟦yaml.duplicate-key⟧a: 2\n",
        "ü: 1\nb: {é: 1, ⟦yaml.duplicate-key⟧é: 2}\n",
        "a: ⟦yaml.not-finite⟧.inf\nb: ⟦yaml.not-finite 2⟧-.INF\nc: ⟦yaml.not-finite 3⟧.nan\n",
        "a: ⟦yaml.number-range⟧1e9999999999\nb: ⟦yaml.number-range 2⟧0x1ffffffffffffffff\n",
        "a: ⟦yaml.unknown-tag⟧!secret x\n",
        "a: ⟦yaml.tag-mismatch⟧!!int x\nb: ⟦yaml.tag-mismatch 2⟧!!seq {}\n",
        "⟦yaml.complex-key⟧{a: 1}: 2\n",
        "a: &x 1\n⟦yaml.alias-key⟧*x : 2\n",
        "a: ⟦yaml.unknown-alias⟧*x\n",
        "a: &x [⟦yaml.alias-cycle⟧*x]\n",
        "<<: ⟦yaml.merge-value⟧x\n",
        "⟦yaml.directive⟧%YAML 1.2\n---\na: 1\n",
        "?⟦yaml.complex-key⟧\n: x\n",
        // Each mistake ends its own document only.
        "a: [1\n⟦yaml.syntax⟧---\nb: 1\n---\nc: ⟦yaml.syntax 2⟧@d\n---\nd: 1\n⟦yaml.duplicate-key⟧d: 1\n",
        "a: \"x\n⟦yaml.syntax⟧--- {b: 1}\n--- {c: 1, ⟦yaml.duplicate-key⟧c: 2}\n",
        "{a: 1}\n⟦yaml.syntax⟧junk\n--- {c: 1, ⟦yaml.duplicate-key⟧c: 2}\n",
        "a: 1\n⟦yaml.syntax⟧\tb: 2\n",
        "a:\r\n  b: 1\r\n  ⟦yaml.duplicate-key⟧b: 2\r\n",
        "a: x⟦yaml.control-character⟧\u{01}y\n---\nb: 1\n⟦yaml.duplicate-key⟧b: 2\n",
        "a: x\n---\n# hidden⟦yaml.control-character⟧\u{2028}b: 1\n",
        "# hidden⟦yaml.control-character⟧\rb: 1\n",
        // What libyaml would take.
        "a: [⟦yaml.syntax⟧?x]\n",
        "a: \"x\"⟦yaml.syntax⟧#c\n", "a: [1,⟦yaml.syntax⟧#c\n  2]\n", "a: |⟦yaml.syntax⟧#c\n  x\n",
        "a: [1,\n⟦yaml.syntax⟧2]\n", "a: \"x\n⟦yaml.syntax⟧y\"\n", "a: [⟦yaml.syntax⟧:x]\n", "a: [⟦yaml.syntax⟧-]\n",
        "a: &x⟦yaml.syntax⟧:y z\n", "ä: [ö, \"ü\",⟦yaml.syntax⟧#c\n  2]\n",
        "a: |\n  x\n⟦yaml.syntax⟧   ",
    ])
    func marksTheSpot(sample: String) { MarkedSample(sample).expectDiagnostics() }

    @Test func theFirstPlaceIsNoted() throws {
        let mistake = try #require(Reading.yaml("a:\n  k: 1\n  k: 2\n").diagnostics.first)
        #expect(mistake.notes.first?.range?.start == SourcePosition(line: 2, column: 3))
        #expect(mistake.message == "the key 'k' appears twice in one mapping")
    }

    @Test func rangesCoverTheTokens() throws {
        var reader = YAMLReader(
            try SourceText("# c\nmeta: {näme: \"ä b\", n: 12}\nlist:\n- x y\n- |\n  t\n", file: "f.yaml"))
        let first = reader.next()
        let document = try #require(first)
        let (arena, root) = (document.arena, try #require(document.root))
        let meta = try #require(arena.value(forKey: "meta", in: root))
        let name = try #require(arena.value(forKey: "näme" as String, in: meta))
        #expect(arena.range(of: name).start == SourcePosition(line: 2, column: 14))
        #expect(arena.range(of: name).end == SourcePosition(line: 2, column: 19))
        #expect(arena.range(of: meta).end == SourcePosition(line: 2, column: 27))
        #expect(arena.style(of: name) == .doubleQuoted)
        let list = try #require(arena.value(forKey: "list", in: root))
        #expect(arena.children(of: list).map { arena.text(of: $0) } == ["x y", "t\n"])
        #expect(arena.count(of: list) == 2)
        #expect(arena.entries(of: root).map { arena.text(of: $0.key) } == ["meta", "list"])
        #expect(arena.value(forKey: "absent", in: root) == nil)
        let second = reader.next()
        #expect(second?.line == nil)
    }

    @Test func aKeptArenaOutlivesTheReader() throws {
        var kept: [ReadDocument] = []
        do {
            var reader = YAMLReader(try SourceText("--- {a: 1}\n--- {a: 2}\n--- {a: 3}\n", file: "f.yaml"))
            while let document = reader.next() { kept.append(document) }
        }
        let values = try kept.map { $0.arena.json(of: try #require($0.root)) }
        #expect(values == [["a": 1], ["a": 2], ["a": 3]])
        #expect(kept.map(\.line) == [1, 2, 3])
    }

    /// Section 10.3.2 of YAML 1.2, and what YAML 1.1 made of such words.
    @Test func scalarsFollowTheCoreSchema() {
        let text = """
            null: [null, Null, NULL, ~, ]
            bool: [true, True, TRUE, false, False, FALSE]
            text: [on, no, yes, y, nULL, "true", '1', 1_000, 0b1, 1:30, 0x, +, 1e, ., ! 12, !!str 12, 12:30, 2026-01-01]
            number: [0, 007, -19, +1, 0o17, 0xFF, 0., -0.0, .5, +12e03, -2E+05, 12345678901234567890, 1.0, !!float 1]
            tagged: [!!int "7", !!bool "true", !!null ""]

            """
        let reading = Reading.yaml(text)
        let big = JSONNumber("12345678901234567890").map(JSONValue.number) ?? .null
        let half = JSONNumber(0.5).map(JSONValue.number) ?? .null
        #expect(reading.diagnostics.isEmpty)
        #expect(
            reading.values == [
                [
                    "null": [.null, .null, .null, .null], "bool": [true, true, true, false, false, false],
                    "text": [
                        "on", "no", "yes", "y", "nULL", "true", "1", "1_000", "0b1", "1:30", "0x", "+", "1e", ".", "12",
                        "12", "12:30", "2026-01-01",
                    ],
                    "number": [0, 7, -19, 1, 15, 255, 0, 0, half, 12000, -200_000, big, 1, 1],
                    "tagged": [7, true, .null],
                ]
            ])
    }

    @Test func mergeKeysFollowTheMergeType() {
        let text = """
            base: &base {x: 1, y: 2}
            other: &other {x: 3, z: 4}
            one: {<<: *base, y: 5}
            many: {<<: [*other, *base], w: 6}
            quoted: {"<<": 7}
            nested: &nested {<<: *base, n: 8}
            again: {<<: *nested}
            inline:
              <<: {p: 9}
              q: *base

            """
        let reading = Reading.yaml(text)
        #expect(reading.diagnostics.isEmpty)
        let value = reading.values.first
        #expect(value?["one"] == ["x": 1, "y": 5])
        #expect(value?["many"] == ["x": 3, "y": 2, "z": 4, "w": 6])
        #expect(value?["quoted"] == ["<<": 7])
        #expect(value?["again"] == ["x": 1, "y": 2, "n": 8])
        #expect(value?["inline"] == ["p": 9, "q": ["x": 1, "y": 2]])
    }

    @Test func emptyDocumentsAreNulls() {
        #expect(Reading.yaml("").values == [])
        #expect(Reading.yaml("# nothing\n").values == [])
        #expect(Reading.yaml("---\n---\n--- 1\n").values == [.null, .null, 1])
    }

    @Test func manyKeysAreComparedToo() {
        let keys = (0..<2000).map { "k\($0): 1\n" }.joined()
        #expect(Reading.yaml(keys).diagnostics.isEmpty)
        let reading = Reading.yaml(keys + "k7: 2\n")
        #expect(reading.codes == ["yaml.duplicate-key"])
        #expect(reading.diagnostics.first?.range?.start.line == 2001)
        #expect(reading.diagnostics.first?.notes.first?.range?.start.line == 8)
    }
}

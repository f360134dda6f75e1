import ReeveDiagnostics
import TestSupport
import Testing

@testable import ReeveManifest

/// Where a piece of a scalar's text stands in the file. `⟦` and `⟧` stand around the piece, which is `{{…}}` in the text.
@Suite struct ScalarPlacesTests {
    static let cases: [Named<String>] = [
        Named("plain", "t: hello ⟦{{a}}⟧ there # {{no}}\n"),
        Named("plain over lines", "t: hello\n  to ⟦{{a}}⟧\n  there\n"),
        Named("single quotes", "t: 'it''s ⟦{{a}}⟧, isn''t it'\n"),
        Named("single quotes over lines", "t: 'it''s\n\n  so ⟦{{a}}⟧'\n"),
        Named("double quotes", #"t: "a\t\"b\" \x41 \u00e4\n⟦{{a}}⟧""# + "\n"),
        Named("double quotes over lines", "t: \"one \\\n   two\\n\n   ⟦{{a}}⟧\"\n"),
        Named("an escaped brace", #"t: "⟦\x7b\u007ba}}⟧""# + "\n"),
        Named("literal", "t: |\n  first\n\n    second ⟦{{a}}⟧\n  third\n"),
        Named("literal with header", "t: !!str &x |2-  # a comment {{no}}\n    ⟦{{a}}⟧ x\n"),
        Named("folded", "t: >-\n  first\n  second\n\n  third ⟦{{a}}⟧\n"),
        Named("wide characters", "t: |\n  ä 名 😀 ⟦{{a}}⟧\n"),
        Named("a tag over lines", "t: |\n  x ⟦{{\n   a\n  }}⟧\n"),
        Named("CR LF", "t: |\r\n  first\r\n  ⟦{{a}}⟧\r\n"),
        Named("in a flow", "t: [x, 'y ⟦{{a}}⟧']\n"),
        Named("tagged and quoted", "t: !!str '⟦{{a}}⟧'\n"),
        Named("deep", "a:\n  - b:\n      t: |\n        x\n        ⟦{{a}}⟧\n"),
        Named("JSON", #"{"t": "x\/\ud83d\ude00\n ⟦{{a}}⟧"}"#),
    ]

    @Test(arguments: cases) func aPieceOfATextIsFoundInTheFile(item: Named<String>) throws {
        var clean = ""
        var marks: [SourcePosition] = []
        var (line, column) = (1, 1)
        for scalar in item.value.unicodeScalars {
            if scalar == "⟦" || scalar == "⟧" {
                marks.append(SourcePosition(line: line, column: column))
                continue
            }
            clean.unicodeScalars.append(scalar)
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        let file = clean.hasPrefix("{") ? "x.json" : "x.yaml"
        let source = try SourceText(clean, file: file)
        let document = try firstDocument(of: source)
        let root = try #require(document.root)
        let node = try #require(scalar(with: "}}", in: document.arena, below: root))
        let bytes = Array(document.arena.text(of: node).utf8)
        let open = try #require(bytes.firstIndex(of: UInt8(ascii: "{")))
        let close = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
        let places = ScalarPlaces(of: node, in: document.arena, source: source)
        let found = places.ranges(of: [open..<close + 1, open..<close + 1])
        let expected = SourceRange(file: file, start: marks[0], end: marks[1])
        #expect(found == [expected, expected])
    }

    private func firstDocument(of source: SourceText) throws -> ReadDocument {
        var reader = DocumentReader(source)
        let document = reader.next()
        return try #require(document)
    }

    private func scalar(
        with text: String, in arena: DocumentArena, below node: DocumentArena.Node
    ) -> DocumentArena.Node? {
        if arena.kind(of: node) == .scalar { return arena.text(of: node).contains(text) ? node : nil }
        for child in arena.children(of: node) {
            if let found = scalar(with: text, in: arena, below: child) { return found }
        }
        return nil
    }

    @Test func theTextOfAnAliasIsNotWrittenThere() throws {
        let source = try SourceText("a: &x 'see {{a}}'\nt: *x\n", file: "x.yaml")
        let document = try firstDocument(of: source)
        let root = try #require(document.root)
        let alias = try #require(document.arena.value(forKey: "t", in: root))
        #expect(ScalarPlaces(of: alias, in: document.arena, source: source).ranges(of: [4..<9]) == [nil])
        let original = try #require(document.arena.value(forKey: "a", in: root))
        let places = ScalarPlaces(of: original, in: document.arena, source: source).ranges(of: [4..<9])
        #expect(places.first??.start == SourcePosition(line: 1, column: 12))
    }

    @Test func manyPiecesAreFoundInOneWalk() throws {
        let source = try SourceText(
            "t: |\n" + (0..<2_000).map { "  line {{x\($0)}}\n" }.joined(), file: "x.yaml")
        let document = try firstDocument(of: source)
        let root = try #require(document.root)
        let node = try #require(document.arena.value(forKey: "t", in: root))
        let bytes = Array(document.arena.text(of: node).utf8)
        let wanted = bytes.indices.dropLast().filter {
            bytes[$0] == UInt8(ascii: "{") && bytes[$0 + 1] == UInt8(ascii: "{")
        }.map { $0..<$0 + 3 }
        let found = ScalarPlaces(of: node, in: document.arena, source: source).ranges(of: wanted.reversed())
        #expect(
            found.reversed().map { $0?.start }
                == (0..<2_000).map { SourcePosition(line: $0 + 2, column: 8) })
    }
}

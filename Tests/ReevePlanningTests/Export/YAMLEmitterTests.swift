import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import TestSupport
import Testing

@Suite struct YAMLEmitterTests {
    /// What another reader of YAML reads.
    private func read(_ text: String) throws -> JSONValue {
        let program = """
            import json, sys, yaml
            print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))
            """
        return try JSONParser.parse(try #require(Python.run(program, input: text)).output)
    }

    @Test func anotherReaderReadsTheSameValues() throws {
        let texts = [
            "", " ", "a", "true", "no", "null", "~", "1", "1.5", "0x1F", "1e3", "2026-10-19", "22:00", "a: b", "a #b",
            "- x", "*", "&a", "!t", "%d", "@x", "`x", "'q'", "\"q\"", "a\\b", "line\nbreak\n", "line\n  indented",
            "line\n\nempty\n", "two\n\n", "\nfirst", " lead\nx", "tab\tx\ny", "cr\r\nx", "uni \u{e9} \u{1F600}",
            "\u{200B}zero", "\u{85}nel", "\u{2028}ls", "\u{7F}", "\u{1}", "a:", ":a", "env:NAME", "tool:git/*", "x ",
            "?", "-", "--- a", "...", "[a]", "{a}", "a, b", "=", "<<", "0o17", ".5", "+1", "1_000", "12:30:45", "y",
        ]
        let spec: JSONValue = [
            "list": .array(texts.map(JSONValue.string)), "empty": [], "none": [:], "nothing": .null,
            "flow": ["a", "env:X", "1", true, 7], "nested": [["a": 1, "b": ["c": ["d"]]], [], [:], ["x", ["y"]]],
            "keys": .object(
                JSONObject(
                    texts.map { JSONObject.Member(key: $0, value: "v") }
                        + [JSONObject.Member(key: String(repeating: "k", count: 900), value: ["z": 1])])),
            "texts": .object(
                JSONObject(texts.enumerated().map { JSONObject.Member(key: "t\($0)", value: .string($1)) })),
        ]
        let key = ObjectKey(kind: "Unknown", name: "x")
        let text = Exporter().document(
            key: key,
            content: PlannedChange.Content(
                metadata: "{}", spec: spec.canonicalText, digest: ContentDigest.of(spec)))
        #expect(try read(text)[0]?["spec"] == spec)
    }
}

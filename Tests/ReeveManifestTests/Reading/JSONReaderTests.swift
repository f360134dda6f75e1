import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String, file: String = "t.json", limits: ReadingLimits = ReadingLimits()) throws
        -> Reading
    {
        var reader = DocumentReader(try SourceText(text, file: file), limits: limits)
        var reading = Reading()
        while let document = reader.next() { reading.add(document) }
        return reading
    }

    @Test(arguments: [
        #"{"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "c": [], "": "é", "<<": {"d": 1}}"#,
        "{\n  \"name\": \"ü\",\n  \"list\": [\n    {\"k\": \"on\"},\n    \"~\"\n  ]\n}\n",
        #"{"a": 1, "b": 2, "a": 3}"#, #"[{"k": {"x": 1, "x": 2}}]"#, #"{"n": 1e9999999999}"#,
        #"{"n": 12345678901234567890.125}"#, String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ])
    func sameContentReadsTheSameAsYAML(text: String) throws {
        let json = try read(text)
        let yaml = Reading.yaml(text)
        #expect(json.values == yaml.values)
        #expect(json.codes == yaml.codes)
        #expect(json.diagnostics.map { $0.range?.start } == yaml.diagnostics.map { $0.range?.start })
    }

    /// Values are those of ReeveJSON's parser, and so is what is refused.
    @Test(arguments: [
        "", "[1,]", "{\"a\":1,}", "01", "-", "1.", "1e", "+1", "nul", "truefalse", "1 2x", "\"\\x\"", "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"", "\"\u{01}\"", "[\"abc", "[1 2]", "{1: 2}", "{\"a\" 1}", "\"\\u12g4\"", "'a'", "[",
        "{\"a\":",
        "-0", "1.5", "1E+2", "0", "\"\\ud83d\\ude00\\n\\/\\\"\"", "[ ]", " {\n} ", "[[], {}, [1]]", "\"\u{2028}\"",
        "-1e-2",
        "1234567890123456789012", "\"a\\tb\"",
    ])
    func agreesWithTheParserOfValues(text: String) throws {
        let reading = try read(text)
        do throws(JSONParseError) {
            let value = try JSONParser.parse(text)
            #expect(reading.values == [value])
            #expect(reading.diagnostics.isEmpty)
        } catch {
            #expect(text.isEmpty || reading.codes == ["json.syntax"], "\(error)")
        }
    }

    @Test func everyCaseOfTheYAMLSuiteReadsBack() throws {
        for entry in try YAMLTestSuiteTests.cases() {
            for value in entry.values ?? [] { #expect(try read(value.prettyText).values == [value]) }
        }
    }

    @Test func documentsMayFollowEachOther() throws {
        let reading = try read("{\"a\": 1}\n[2]\n{\"b\": 1, \"b\": 2} \"x\"\n")
        #expect(reading.values == [["a": 1], [2], ["b": 1], "x"])
        #expect(reading.lines == [1, 2, 3, 3])
        #expect(reading.codes == ["yaml.duplicate-key"])
    }

    @Test func placesCountCharacters() throws {
        let mistake = try #require(try read("{\"ä\": \"öö\",\n \"ü\": tru}").diagnostics.first)
        #expect(mistake.range?.start == SourcePosition(line: 2, column: 7))
    }

    @Test func standardInputIsJSONOnlyIfAllOfItIs() throws {
        #expect(try read("{\"a\": \"\\ud83d\\ude00\"}", file: "-").values == [["a": "😀"]])
        #expect(try read("{a: b}\n--- {c: d}\n", file: "-").values == [["a": "b"], ["c": "d"]])
        #expect(try read("a: 1\n", file: "-").values == [["a": 1]])
        #expect(try read("[1, 2\n", file: "-").codes == ["yaml.syntax"])
    }

    @Test func limitsHold() throws {
        #expect(try read(String(repeating: "[", count: 1_000_000)).codes == ["yaml.too-deep"])
        var limits = ReadingLimits()
        limits.documents = 2
        #expect(try read("1 2 3 4", limits: limits).codes == ["yaml.too-many-documents"])
        limits = ReadingLimits()
        limits.nodes = 10
        #expect(try read("[1,1,1,1,1,1,1,1,1,1,1,1]", limits: limits).codes == ["yaml.too-many-nodes"])
        limits = ReadingLimits()
        limits.documentBytes = 20
        #expect(try read("[1,1,1,1,1,1,1,1,1,1,1,1]", limits: limits).codes == ["yaml.document-too-large"])
    }
}

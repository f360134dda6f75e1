import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import Testing

/// The yaml-test-suite (see Fixtures/yaml-test-suite/README.md): what is accepted must equal its JSON, and
/// everything else must be refused with a place. Refusing is always allowed; a wrong value never.
@Suite struct YAMLTestSuiteTests {
    struct Case {
        let id: String
        let text: String
        let mustBeRefused: Bool
        /// The documents' values; nil where the suite gives none.
        let values: [JSONValue]?
    }

    static func cases() throws -> [Case] {
        let source = try SourceText(readingFile: Fixtures.path("yaml-test-suite/cases.json"))
        let all = try #require(try JSONParser.parse(source.withUTF8(Array.init)).array)
        return try all.map { entry in
            Case(
                id: try #require(entry["id"]?.string), text: try #require(entry["in_yaml"]?.string),
                mustBeRefused: entry["error"] == .bool(true),
                values: try entry["in_json"]?.string.map(values(of:)))
        }
    }

    /// Several concatenated JSON texts, by the parser of ReeveJSON alone.
    static func values(of text: String) throws -> [JSONValue] {
        var rest = Array(text.utf8)
        var values: [JSONValue] = []
        while rest.contains(where: { !" \n\r\t".utf8.contains($0) }) {
            do throws(JSONParseError) {
                values.append(try JSONParser.parse(rest))
                return values
            } catch {
                guard error.code == .trailingText else { throw error }
                values.append(try JSONParser.parse(Array(rest[..<error.offset])))
                rest.removeFirst(error.offset)
            }
        }
        return values
    }

    @Test func nothingIsReadWrongly() throws {
        var equal = 0
        var refused: [String] = []
        var wrong: [String] = []
        var lax: [String] = []
        var unknown: [String] = []
        for entry in try Self.cases() {
            let result = Reading.yaml(entry.text)
            if let mistake = result.diagnostics.first {
                #expect(mistake.range != nil, "\(entry.id) is refused without a place")
                if !entry.mustBeRefused { refused.append("\(entry.id) \(mistake.code)") }
            } else if entry.mustBeRefused {
                lax.append(entry.id)
            } else if let values = entry.values {
                if values == result.values { equal += 1 } else { wrong.append("\(entry.id) \(result.values)") }
            } else {
                unknown.append(entry.id)
            }
        }
        print(
            "yaml-test-suite: \(equal) equal, \(refused.count) valid ones refused, \(wrong.count) wrong, \(lax.count) invalid ones accepted, \(unknown.count) without a value"
        )
        print("refused", refused, "unknown", unknown)
        #expect(wrong.isEmpty)
        #expect(lax.isEmpty)
    }
}

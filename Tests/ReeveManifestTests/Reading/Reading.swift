import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import TestSupport

/// What a reader gave for a whole text, in a form that tests compare.
struct Reading: Equatable {
    var values: [JSONValue] = []
    var diagnostics: [Diagnostic] = []
    var lines: [Int] = []

    var codes: [String] { diagnostics.map(\.code.text) }

    static func yaml(_ text: String, limits: ReadingLimits = ReadingLimits()) -> Reading {
        do throws(Diagnostic) {
            return yaml(try SourceText(text, file: "t.yaml"), limits: limits)
        } catch {
            return Reading(diagnostics: [error])
        }
    }

    static func yaml(
        _ source: SourceText, chunk: SourceText.Chunk? = nil, limits: ReadingLimits = ReadingLimits()
    ) -> Reading {
        var reader = YAMLReader(source, chunk: chunk, limits: limits)
        var reading = Reading()
        while let document = reader.next() { reading.add(document) }
        return reading
    }

    mutating func add(_ document: ReadDocument) {
        if let root = document.root { values.append(document.arena.json(of: root)) }
        diagnostics += document.diagnostics
        lines.append(document.line)
    }
}

/// Files beside the tests.
enum Fixtures {
    static func path(_ name: String) -> String { TestFolder.target() + "/Fixtures/" + name }
}

import Glibc
import TestSupport
import Testing

/// Compares a text with `Goldens/NAME`; REEVE_RECORD=1 writes the file anew and fails.
enum Golden {
    static func check(_ name: String, _ bytes: [UInt8], at location: SourceLocation = #_sourceLocation) throws {
        let path = TestFolder.target() + "/Goldens/" + name
        if getenv("REEVE_RECORD") != nil {
            try TestFolder.write(bytes, to: path)
            Issue.record("\(name) was written anew", sourceLocation: location)
            return
        }
        let golden = try TestFolder.read(path)
        guard golden != bytes else { return }
        let expected = String(decoding: golden, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let found = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(expected, found).enumerated().first { $0.element.0 != $0.element.1 }
        let place = line.map { "line \($0.offset + 1): '\($0.element.1)' instead of '\($0.element.0)'" } ?? "length"
        Issue.record("\(name) differs, \(place); REEVE_RECORD=1 writes it anew", sourceLocation: location)
    }
}

internal import ReeveJSON
internal import ReeveModel

/// Where a manifest said it; shown to people, part of no digest.
package struct StoredSource: Sendable, Hashable {
    package var file: String
    /// The line of the document's first token, from 1.
    package var line: Int
    /// Canonical JSON, pointers into the document to line numbers.
    package var lines: String

    package init(file: String, line: Int, lines: String = "{}") {
        self.file = file
        self.line = line
        self.lines = lines
    }
}

internal import ReeveJSON
internal import ReeveModel

/// The place of an object in a manifest. It is shown to people and part of no digest.
package struct StoredSource: Sendable, Hashable {
    package var file: String
    /// The line of the first token of the document, from 1.
    package var line: Int
    /// Canonical JSON: pointers into the document, each with its line number.
    package var lines: String

    package init(file: String, line: Int, lines: String = "{}") {
        self.file = file
        self.line = line
        self.lines = lines
    }
}

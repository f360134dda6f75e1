import ReeveDiagnostics

/// Where an object was declared.
package struct ObjectSource: Sendable, Hashable {
    package let file: String
    package let line: Int
    package let column: Int
    /// Lines of list elements that reports cite, by JSON Pointer into the spec: `/rules/0` to 24.
    package let lines: [String: Int]

    package init(file: String, line: Int, column: Int = 1, lines: [String: Int] = [:]) {
        self.file = file
        self.line = line
        self.column = column
        self.lines = lines
    }
}

extension ObjectSource: CustomStringConvertible {
    /// `file:line`, as plans and reports cite it.
    package var description: String { "\(file):\(line)" }
}

extension ObjectSource {
    /// The range that diagnostics mark: the start of the document.
    package var range: SourceRange {
        let start = SourcePosition(line: max(1, line), column: max(1, column))
        return SourceRange(file: file, start: start, end: start)
    }
}

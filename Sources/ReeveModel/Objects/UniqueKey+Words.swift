package import ReeveDiagnostics

extension UniqueKey {
    /// `User.email` as `email`.
    package var words: String { String(name.split(separator: ".").last ?? "name") }

    /// The value's place in the file of its object; the document's start where nobody knows better.
    package func range(in source: ObjectSource) -> SourceRange {
        guard line > 0 else {
            let start = SourcePosition(line: max(1, source.line), column: max(1, source.column))
            return SourceRange(
                file: source.file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
        }
        let start = SourcePosition(line: line, column: column)
        let end = SourcePosition(line: line, column: column + max(1, value.unicodeScalars.count))
        return SourceRange(file: source.file, start: start, end: end)
    }
}

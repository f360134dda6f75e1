import ReeveDiagnostics
import ReeveJSON

/// A further name that must be unique, beside the object's own.
package struct UniqueKey: Sendable, Hashable {
    /// Such as `User.email`.
    package let name: String
    /// Where it must be unique: empty for everywhere.
    package let scope: String
    /// Folded where case does not count.
    package let value: String
    /// The field of the spec that holds it; empty for the object's own name.
    package let pointer: JSONPointer
    /// The place of the value in the file, counted from 1; 0 where it is not known.
    package let line: Int
    package let column: Int

    package init(name: String, scope: String, value: String, pointer: JSONPointer, line: Int = 0, column: Int = 0) {
        self.name = name
        self.scope = scope
        self.value = value
        self.pointer = pointer
        self.line = line
        self.column = column
    }

    package func at(line: Int, column: Int) -> UniqueKey {
        UniqueKey(name: name, scope: scope, value: value, pointer: pointer, line: line, column: column)
    }
}

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

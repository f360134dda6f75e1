/// A span of a file, end exclusive; an empty span marks a place between two characters.
package struct SourceRange: Sendable, Hashable {
    /// As the user named it: relative to the project where it lies below it; `-` for standard input.
    package let file: String
    package let start: SourcePosition
    package let end: SourcePosition

    package init(file: String, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }

    /// The whole file, for a mistake that has no narrower place.
    package init(file: String) {
        self.init(file: file, start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
    }
}

extension SourceRange: CustomStringConvertible {
    /// `file:line:column`, as editors and terminals link it.
    package var description: String { "\(file):\(start.line):\(start.column)" }
}

extension SourceRange: Comparable {
    package static func < (lhs: SourceRange, rhs: SourceRange) -> Bool {
        (lhs.file, lhs.start, lhs.end) < (rhs.file, rhs.start, rhs.end)
    }
}

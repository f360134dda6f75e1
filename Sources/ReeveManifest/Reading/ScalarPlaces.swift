import ReeveDiagnostics

/// Finds where the bytes of a scalar's text stand in the file, whichever way the scalar was written.
///
/// Folding, indents, escapes and quotes change white space and the spelling of characters, never the order of what
/// is no white space. So text and source are walked side by side over that, each character of the one with its
/// spelling in the other.
struct ScalarPlaces {
    private let arena: DocumentArena
    private let node: DocumentArena.Node
    private let source: SourceText

    init(of node: DocumentArena.Node, in arena: DocumentArena, source: SourceText) {
        self.arena = arena
        self.node = node
        self.source = source
    }

    /// - Parameter wanted: Ranges of bytes of the scalar's text, in any order.
    /// - Returns: For each range where it stands, without white space at its ends; nil where the text is not written
    ///   there (an alias, a bound value).
    func ranges(of wanted: [Range<Int>]) -> [SourceRange?] {
        let record = arena[node]
        guard record.kind == .scalar, !wanted.isEmpty else { return wanted.map { _ in nil } }
        let starts = wanted.indices.sorted { wanted[$0].lowerBound < wanted[$1].lowerBound }
        let ends = wanted.indices.sorted { wanted[$0].upperBound < wanted[$1].upperBound }
        var found: [(start: SourcePosition?, end: SourcePosition?)] = wanted.map { _ in (nil, nil) }
        var (nextStart, nextEnd) = (0, 0)
        source.withUTF8 { bytes in
            guard let lineStart = source.storage.offset(ofLine: Int(record.startLine)),
                var written = WrittenScalars(
                    bytes, lineStart: lineStart, line: Int(record.startLine), column: Int(record.startColumn),
                    style: record.style)
            else { return }
            var offset = 0
            var last: SourcePosition?
            for scalar in arena.text(of: node).unicodeScalars {
                defer { offset += UTF8.width(scalar) }
                if scalar.properties.isWhitespace { continue }
                while nextEnd < ends.count, wanted[ends[nextEnd]].upperBound <= offset {
                    found[ends[nextEnd]].end = last
                    nextEnd += 1
                }
                guard nextEnd < ends.count, let spelling = written.next(), spelling.scalar == scalar else { return }
                while nextStart < starts.count, wanted[starts[nextStart]].lowerBound <= offset {
                    found[starts[nextStart]].start = spelling.start
                    nextStart += 1
                }
                last = spelling.end
            }
            for index in ends[nextEnd...] { found[index].end = last }
        }
        return found.map { place in
            guard let start = place.start, let end = place.end else { return nil }
            return SourceRange(file: arena.file, start: start, end: max(start, end))
        }
    }
}

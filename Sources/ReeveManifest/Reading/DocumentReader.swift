import ReeveDiagnostics

/// Reads the documents of a file, YAML or JSON.
///
/// ```swift
/// let source = try SourceText(readingFile: path)
/// for chunk in DocumentReader.chunks(of: source) {
///     var reader = DocumentReader(source, chunk: chunk)
///     while let document = reader.next() { … }
/// }
/// ```
///
/// Chunks may be read on different threads, each by a reader of its own.
package struct DocumentReader: ~Copyable {
    private var yaml: YAMLReader?
    private var json: JSONReader?

    /// - Parameter chunk: One of ``chunks(of:targetBytes:)``; the whole file where nil.
    package init(_ source: SourceText, chunk: SourceText.Chunk? = nil, limits: ReadingLimits = ReadingLimits()) {
        if Self.isJSON(source, limits: limits) {
            json = JSONReader(source, limits: limits)
            yaml = nil
        } else {
            json = nil
            yaml = YAMLReader(source, chunk: chunk, limits: limits)
        }
    }

    /// The next document, or nil at the end.
    package mutating func next() -> ReadDocument? { yaml?.next() ?? json?.next() }

    /// The pieces in which a file may be read; JSON is always one.
    package static func chunks(
        of source: SourceText, targetBytes: Int = 512 << 10, limits: ReadingLimits = ReadingLimits()
    ) -> [SourceText.Chunk] {
        isJSON(source, limits: limits) ? [source.whole] : source.chunks(targetBytes: targetBytes)
    }

    /// By the file's name; standard input is JSON if it opens with a bracket and all of it follows JSON's grammar.
    ///
    /// (`{a: b}` is YAML too, and a mistake in it is better explained by the YAML reader.)
    static func isJSON(_ source: SourceText, limits: ReadingLimits) -> Bool {
        guard source.file == "-" else { return source.file.hasSuffix(".json") }
        let first = source.withUTF8 { text in text.first { !" \t\r\n".utf8.contains($0) } }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
        var reader = JSONReader(source, limits: limits)
        while let document = reader.next() {
            if document.diagnostics.contains(where: { $0.code == .jsonSyntax }) { return false }
        }
        return true
    }
}

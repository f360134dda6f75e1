import ReeveDiagnostics

/// The parts of a chunk that are refused before the parser sees them: too large, or with odd characters.
///
/// A part reaches from one `---` line to the next, so that its neighbours are read as usual.
struct RefusedSections {
    struct Section {
        let bytes: Range<Int>
        let line: Int
        /// The line of the first byte after it.
        let lineAfter: Int
        let diagnostics: [Diagnostic]
    }

    static func find(in source: SourceText, chunk: SourceText.Chunk, limits: ReadingLimits) -> [Section] {
        guard chunk.bytes.count > limits.documentBytes || source.hasOddCharacters else { return [] }
        return source.withUTF8 { text in
            var sections: [Section] = []
            var start = chunk.bytes.lowerBound
            var line = chunk.firstLine
            while start < chunk.bytes.upperBound {
                let end =
                    DocumentBoundary.next(in: text, after: start, before: chunk.bytes.upperBound)
                    ?? chunk.bytes.upperBound
                var scan = Scan(source: source, text: text, limits: limits, line: line)
                if source.hasOddCharacters || end - start > limits.documentBytes {
                    scan.look(at: start..<end)
                } else {
                    scan.line += SourceText.lineFeeds(in: text[start..<end])
                }
                if !scan.diagnostics.isEmpty {
                    sections.append(
                        Section(bytes: start..<end, line: line, lineAfter: scan.line, diagnostics: scan.diagnostics))
                }
                line = scan.line
                start = end
            }
            return sections
        }
    }

    private struct Scan {
        let source: SourceText
        let text: UnsafeBufferPointer<UInt8>
        let limits: ReadingLimits
        var line: Int
        var diagnostics: [Diagnostic] = []

        mutating func look(at section: Range<Int>) {
            if section.count > limits.documentBytes {
                let start = SourcePosition(line: line, column: 1)
                let range = SourceRange(file: source.file, start: start, end: start)
                diagnostics.append(
                    Diagnostic(
                        .yamlDocumentTooLarge, "the document is larger than \(limits.documentBytes >> 20) MiB",
                        at: range, help: "it was not read"))
            }
            var lineStart = section.lowerBound
            var offset = lineStart
            while offset < section.upperBound {
                let byte = text[offset]
                if byte == UInt8(ascii: "\n") {
                    line += 1
                    lineStart = offset + 1
                }
                if byte >= 0x20, byte < 0x7F {
                    offset += 1
                    continue
                }
                let (scalar, length) = TextValidation.scalar(in: text, at: offset) ?? (0, 1)
                let endsLine = scalar == 0x0D && offset + 1 < text.count && text[offset + 1] == UInt8(ascii: "\n")
                if TextValidation.isOdd(scalar), !endsLine, diagnostics.count < limits.mistakesPerDocument {
                    report(scalar, at: TextValidation.position(of: offset, in: text, line: line, from: lineStart))
                }
                offset += length
            }
        }

        private mutating func report(_ scalar: UInt32, at position: SourcePosition) {
            let end = SourcePosition(line: position.line, column: position.column + 1)
            let digits = String(scalar, radix: 16, uppercase: true)
            let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let message =
                switch scalar {
                case 0x0D: "a carriage return without a line feed"
                case 0x85, 0x2028, 0x2029: "the line separator \(name)"
                case 0xFEFF: "a byte order mark inside the file"
                default: "the control character \(name)"
                }
            diagnostics.append(
                Diagnostic(
                    .yamlControlCharacter, message + " cannot stand in YAML text",
                    at: SourceRange(file: source.file, start: position, end: end),
                    help: scalar == 0x0D
                        ? "end lines with a line feed"
                        : "in double quotes it can be written as \"\\u\(name.dropFirst(2))\""))
        }
    }
}

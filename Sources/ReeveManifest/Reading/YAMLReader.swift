import CLibYAML
import ReeveDiagnostics

/// Reads the documents of a YAML file, or of one chunk of it, one after the other.
///
/// ```swift
/// var reader = YAMLReader(source, chunk: chunk)
/// while let document = reader.next() { … }
/// ```
///
/// A mistake ends its own document only: reading goes on at the next `---` line. Memory is that of the largest
/// document, as long as the caller lets each one go before it asks for the next.
package struct YAMLReader: ~Copyable {
    private let source: SourceText
    private let limits: ReadingLimits
    private let end: Int
    private var builder: TreeBuilder
    private var refused: ArraySlice<RefusedSections.Section>
    /// Where the parser began, or where the next one will.
    private var position: Int
    private var line: Int
    private var parser: LibYAMLParser?
    private var parserEnd = 0
    private var strictness: YAMLStrictness
    /// The start and number of the line where strictness last found something.
    private var findingLine: (offset: Int, line: Int)
    private var documentCount: Int
    private var mistakeCount = 0
    private var isFinished = false

    /// - Parameter chunk: One of ``SourceText/chunks(targetBytes:)``; the whole file where nil.
    package init(_ source: SourceText, chunk: SourceText.Chunk? = nil, limits: ReadingLimits = ReadingLimits()) {
        let chunk = chunk ?? source.whole
        self.source = source
        self.limits = limits
        builder = TreeBuilder(file: source.file, limits: limits)
        position = chunk.bytes.lowerBound
        end = chunk.bytes.upperBound
        line = chunk.firstLine
        documentCount = chunk.documentsBefore
        findingLine = (position, line)
        strictness = YAMLStrictness(text: source.storage.bytes, base: position, isASCII: source.isASCII)
        refused = RefusedSections.find(in: source, chunk: chunk, limits: limits)[...]
    }

    /// The next document, or nil at the end. An empty file has none; an empty document is a null.
    package mutating func next() -> ReadDocument? {
        guard !isFinished else { return nil }
        while true {
            if parser == nil {
                guard position < end else { return nil }
                if let section = refused.first, section.bytes.lowerBound == position {
                    refused.removeFirst()
                    position = section.bytes.upperBound
                    line = section.lineAfter
                    builder.reset()
                    for diagnostic in section.diagnostics { builder.reportBroken(diagnostic) }
                    documentCount += 1
                    return finish(line: section.line)
                }
                parserEnd = refused.first?.bytes.lowerBound ?? end
                strictness = YAMLStrictness(
                    text: source.storage.bytes, base: position, isASCII: source.isASCII)
                parser = LibYAMLParser(source, range: position..<parserEnd)
            }
            guard let parser else { return nil }
            if let document = readDocument(parser) { return document }
        }
    }

    /// Nil at the end of the parser's range.
    private mutating func readDocument(_ parser: LibYAMLParser) -> ReadDocument? {
        builder.reset()
        var start: Int?
        while parser.advance() {
            let event = parser.event
            switch event.pointee.type {
            case YAML_SCALAR_EVENT: addScalar(event)
            case YAML_MAPPING_START_EVENT: beginMapping(event)
            case YAML_SEQUENCE_START_EVENT: beginSequence(event)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                report(strictness.endCollection(event))
                builder.endCollection(at: span(event))
            case YAML_ALIAS_EVENT:
                report(strictness.alias(event))
                builder.alias(Self.string(event.pointee.data.alias.anchor) ?? "", at: span(event))
            case YAML_DOCUMENT_START_EVENT:
                start = Int(event.pointee.start_mark.line)
                documentCount += 1
                strictness.beginDocument()
                guard documentCount <= limits.documents else { return tooManyDocuments(event) }
                checkDirectives(event)
            case YAML_DOCUMENT_END_EVENT: return finish(line: line + (start ?? 0))
            case YAML_STREAM_END_EVENT:
                self.parser = nil
                position = parserEnd
                if let next = refused.first { line = next.line }
                return nil
            default: break
            }
            if builder.isAbandoned { return resume(afterLine: start ?? 0, isOpen: true) }
        }
        let failure = parser.failure
        builder.reportBroken(diagnostic(failure))
        return resume(afterLine: start ?? Int(failure.mark.line), isOpen: start != nil)
    }

    /// Leaves a broken document and sets the reader on the next `---` line.
    ///
    /// - Parameter line: The line where the document began, counted from where the parser began; or, where none
    ///   was open, the line of the mistake, which may itself begin a document.
    private mutating func resume(afterLine line: Int, isOpen: Bool) -> ReadDocument {
        let startLine = self.line + line
        source.withUTF8 { text in
            var start = position
            for _ in 0..<line {
                guard let next = text.firstOffset(of: UInt8(ascii: "\n"), from: start) else { break }
                start = next + 1
            }
            if !isOpen, start > position { start -= 1 }
            let next = DocumentBoundary.next(in: text, after: start, before: parserEnd) ?? parserEnd
            self.line += SourceText.lineFeeds(in: text[position..<next])
            position = next
        }
        parser = nil
        return finish(line: startLine)
    }

    private mutating func tooManyDocuments(_ event: UnsafeMutablePointer<yaml_event_t>) -> ReadDocument {
        isFinished = true
        builder.abandon(
            Diagnostic(
                .yamlTooManyDocuments, "the file has more than \(limits.documents) documents",
                at: builder.range(span(event)), help: "split it into several files"))
        return finish(line: line + Int(event.pointee.start_mark.line))
    }

    private mutating func finish(line: Int) -> ReadDocument {
        mistakeCount += builder.diagnostics.count
        if mistakeCount >= limits.mistakes, !isFinished {
            isFinished = true
            builder.report(
                Diagnostic(
                    .yamlTooManyMistakes, "too many mistakes in one file; the rest of it was not read",
                    at: builder.diagnostics.last?.range))
        }
        return ReadDocument(
            arena: builder.arena, root: builder.root, line: line, diagnostics: builder.diagnostics)
    }

    // MARK: Events

    private mutating func addScalar(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let scalar = event.pointee.data.scalar
        let span = span(event)
        let bytes = UnsafeBufferPointer(start: UnsafePointer(scalar.value), count: scalar.length)
        let style: DocumentArena.Style =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        var tag = scalar.tag == nil ? DocumentArena.Tag.none : tag(scalar.tag, at: span)
        if tag == .none, style == .plain,
            event.pointee.end_mark.index - event.pointee.start_mark.index > scalar.length,
            strictness.hasNonSpecificTag(event)
        {
            tag = .nonSpecific
        }
        let anchor = scalar.anchor == nil ? nil : Self.string(scalar.anchor)
        if style != .plain || anchor != nil || strictness.flowDepth > 0 {
            report(strictness.scalar(event, style: style, length: scalar.length, hasAnchor: anchor != nil))
        }
        builder.scalar(bytes, style: style, tag: tag, anchor: anchor, at: span)
    }

    private mutating func beginMapping(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let mapping = event.pointee.data.mapping_start
        let span = span(event)
        let isFlow = mapping.style == YAML_FLOW_MAPPING_STYLE
        report(strictness.beginCollection(event, isFlow: isFlow, hasAnchor: mapping.anchor != nil))
        builder.beginCollection(
            .mapping, isFlow: isFlow, tag: tag(mapping.tag, at: span), anchor: Self.string(mapping.anchor), at: span)
    }

    private mutating func beginSequence(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let sequence = event.pointee.data.sequence_start
        let span = span(event)
        let isFlow = sequence.style == YAML_FLOW_SEQUENCE_STYLE
        report(strictness.beginCollection(event, isFlow: isFlow, hasAnchor: sequence.anchor != nil))
        builder.beginCollection(
            .sequence, isFlow: isFlow, tag: tag(sequence.tag, at: span), anchor: Self.string(sequence.anchor), at: span)
    }

    /// Reports what ``YAMLStrictness`` found.
    private mutating func report(_ finding: YAMLStrictness.Finding?) {
        guard let finding else { return }
        if finding.offset < findingLine.offset { findingLine = (position, line) }
        let start = source.withUTF8 { text in
            // From the line of the last finding on, so that many of them take one pass together.
            findingLine = TextValidation.line(
                of: finding.offset, in: text, line: findingLine.line, from: findingLine.offset)
            return TextValidation.position(
                of: finding.offset, in: text, line: findingLine.line, from: findingLine.offset)
        }
        let end = SourcePosition(line: start.line, column: start.column + 1)
        builder.reportBroken(
            Diagnostic(
                .yamlSyntax, finding.message, at: SourceRange(file: source.file, start: start, end: end),
                help: finding.help))
    }

    private mutating func checkDirectives(_ event: UnsafeMutablePointer<yaml_event_t>) {
        let start = event.pointee.data.document_start
        guard start.version_directive != nil || start.tag_directives.start != start.tag_directives.end else { return }
        builder.report(
            Diagnostic(
                .yamlDirective, "directives are not supported", at: builder.range(span(event)),
                help: "leave out the lines that begin with '%'"))
    }

    /// Reads a tag; reports one that is not of the core schema.
    private mutating func tag(_ text: UnsafeMutablePointer<yaml_char_t>?, at span: TreeBuilder.Span)
        -> DocumentArena.Tag
    {
        guard let name = Self.string(text) else { return .none }
        switch name {
        case "!": return .nonSpecific
        case YAML_STR_TAG: return .string
        case YAML_INT_TAG: return .integer
        case YAML_FLOAT_TAG: return .float
        case YAML_BOOL_TAG: return .bool
        case YAML_NULL_TAG: return .null
        case YAML_SEQ_TAG: return .sequence
        case YAML_MAP_TAG: return .mapping
        default:
            builder.report(
                Diagnostic(
                    .yamlUnknownTag, "unknown tag '\(TreeBuilder.excerpt(name.utf8))'", at: builder.range(span),
                    help: "known are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map"))
            return .nonSpecific
        }
    }

    private func span(_ event: UnsafeMutablePointer<yaml_event_t>) -> TreeBuilder.Span {
        let start = event.pointee.start_mark
        let end = event.pointee.end_mark
        return TreeBuilder.Span(
            startLine: UInt32(truncatingIfNeeded: line &+ Int(start.line)),
            startColumn: UInt32(truncatingIfNeeded: start.column &+ 1),
            endLine: UInt32(truncatingIfNeeded: line &+ Int(end.line)),
            endColumn: UInt32(truncatingIfNeeded: end.column &+ 1))
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: UnsafePointer($0)) }
    }

    private func diagnostic(_ failure: LibYAMLParser.Failure) -> Diagnostic {
        let place = range(at: failure.mark)
        let context = failure.context == nil ? nil : range(at: failure.contextMark)
        return YAMLSyntaxError.diagnostic(
            problem: failure.problem, at: place, context: failure.context, contextPlace: context)
    }

    /// One character at a mark.
    private func range(at mark: yaml_mark_t) -> SourceRange {
        let start = SourcePosition(line: line + Int(mark.line), column: Int(mark.column) + 1)
        let end = SourcePosition(line: start.line, column: start.column + 1)
        return SourceRange(file: source.file, start: start, end: end)
    }
}

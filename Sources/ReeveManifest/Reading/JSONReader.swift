import ReeveDiagnostics

/// Reads JSON text (RFC 8259) into the same trees as YAML, with the same marks; several values may follow each other.
///
/// As strict as the parser of ReeveJSON. A syntax error ends the file, since nothing tells where the next value
/// would begin.
package struct JSONReader: ~Copyable {
    private let source: SourceText
    private let limits: ReadingLimits
    var builder: TreeBuilder
    let text: UnsafeBufferPointer<UInt8>
    var position = 0
    /// The unescaped text of a string that has escapes.
    var unescaped: [UInt8] = []
    private var place = JSONPlace()
    private var documentStart = 0
    private var documentCount = 0
    private var mistakeCount = 0
    private var isFinished = false

    package init(_ source: SourceText, limits: ReadingLimits = ReadingLimits()) {
        self.source = source
        self.limits = limits
        text = source.storage.bytes
        builder = TreeBuilder(file: source.file, limits: limits)
    }

    /// A mistake that ends the reading; what it was is in the builder.
    struct Stop: Error {}

    /// The next document, or nil at the end.
    package mutating func next() -> ReadDocument? {
        skipWhitespace()
        guard !isFinished, position < text.count else { return nil }
        builder.reset()
        documentStart = position
        documentCount += 1
        let line = Int(mark(position).line)
        do throws(Stop) {
            guard documentCount <= limits.documents else {
                throw abandon(.yamlTooManyDocuments, "the file has more than \(limits.documents) documents")
            }
            try readValue()
        } catch {
            isFinished = true
        }
        mistakeCount += builder.diagnostics.count
        if mistakeCount >= limits.mistakes { isFinished = true }
        return ReadDocument(arena: builder.arena, root: builder.root, line: line, diagnostics: builder.diagnostics)
    }

    private mutating func readValue() throws(Stop) {
        guard position < text.count else { throw syntax("the file ends inside a value", at: position) }
        guard position - documentStart <= limits.documentBytes else {
            throw abandon(.yamlDocumentTooLarge, "the document is larger than \(limits.documentBytes >> 20) MiB")
        }
        switch text[position] {
        case UInt8(ascii: "{"): try readObject()
        case UInt8(ascii: "["): try readArray()
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "t"): try readLiteral("true")
        case UInt8(ascii: "f"): try readLiteral("false")
        case UInt8(ascii: "n"): try readLiteral("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        default: throw syntax("a JSON value was expected here", at: position)
        }
        if builder.isAbandoned { throw Stop() }
    }

    private mutating func readObject() throws(Stop) {
        try begin(.mapping)
        if accept("}") { return end() }
        while true {
            skipWhitespace()
            guard position < text.count, text[position] == UInt8(ascii: "\"") else {
                throw syntax("a key in double quotes was expected here", at: position)
            }
            try readString()
            guard accept(":") else { throw syntax("':' was expected here", at: position) }
            skipWhitespace()
            try readValue()
            if accept("}") { return end() }
            guard accept(",") else { throw syntax("',' or '}' was expected here", at: position) }
        }
    }

    private mutating func readArray() throws(Stop) {
        try begin(.sequence)
        if accept("]") { return end() }
        while true {
            skipWhitespace()
            try readValue()
            if accept("]") { return end() }
            guard accept(",") else { throw syntax("',' or ']' was expected here", at: position) }
        }
    }

    private mutating func begin(_ kind: DocumentArena.Kind) throws(Stop) {
        builder.beginCollection(
            kind, isFlow: true, tag: .none, anchor: nil, at: span(from: position, to: position + 1))
        if builder.isAbandoned { throw Stop() }
        position += 1
    }

    private mutating func end() { builder.endCollection(at: span(from: position - 1, to: position)) }

    private mutating func readLiteral(_ literal: StaticString) throws(Stop) {
        let end = position + literal.utf8CodeUnitCount
        guard end <= text.count,
            text[position..<end].elementsEqual(
                UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
        else { throw syntax("a JSON value was expected here", at: position) }
        try readPlain(upTo: end)
    }

    private mutating func readNumber() throws(Stop) {
        let start = position
        var place = position
        func skipDigits() -> Int {
            let first = place
            while place < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[place] { place += 1 }
            return place - first
        }
        if text[place] == UInt8(ascii: "-") { place += 1 }
        let first = place
        let whole = skipDigits()
        var isNumber = whole == 1 || whole > 1 && text[first] != UInt8(ascii: "0")
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            isNumber = skipDigits() > 0 && isNumber
        }
        if place < text.count, text[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < text.count, text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-") { place += 1 }
            isNumber = skipDigits() > 0 && isNumber
        }
        guard isNumber else { throw syntax("not a JSON number", at: start) }
        try readPlain(upTo: place)
    }

    /// Adds a word or a number; it ends at a delimiter, so that `12` and `truefalse` are not two documents.
    private mutating func readPlain(upTo end: Int) throws(Stop) {
        if end < text.count, !" \t\r\n,:]}[{\"".utf8.contains(text[end]) {
            throw syntax("unexpected character after a value", at: end)
        }
        builder.scalar(
            UnsafeBufferPointer(rebasing: text[position..<end]), style: .plain, tag: .none, anchor: nil,
            at: span(from: position, to: end))
        position = end
    }

    // MARK: Places

    private mutating func skipWhitespace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Steps over white space and then over `character`, if it is the next one.
    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipWhitespace()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func mark(_ offset: Int) -> (line: UInt32, column: UInt32) {
        place.move(to: offset, in: text)
        return (place.line, place.column)
    }

    mutating func span(from start: Int, to end: Int) -> TreeBuilder.Span {
        let first = mark(start)
        let last = mark(end)
        return TreeBuilder.Span(
            startLine: first.line, startColumn: first.column, endLine: last.line, endColumn: last.column)
    }

    mutating func syntax(_ message: String, at offset: Int, help: String? = nil) -> Stop {
        let start = min(offset, text.count)
        var span = span(from: start, to: start)
        span.endColumn += 1
        builder.reportBroken(Diagnostic(.jsonSyntax, message, at: builder.range(span), help: help))
        return Stop()
    }

    private mutating func abandon(_ code: DiagnosticCode, _ message: String) -> Stop {
        builder.abandon(Diagnostic(code, message, at: builder.range(span(from: position, to: position))))
        return Stop()
    }
}

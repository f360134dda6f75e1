import ReeveDiagnostics

/// Finds the tags of a text, and what is wrong with each by itself.
///
/// One pass: a tag ends at the first `}}`, and one that meets another `{{` before that was not closed.
struct TemplateScanner {
    let part: TemplatePart
    let bytes: [UInt8]
    private(set) var tags: [TemplateTag] = []
    private(set) var problems: [TemplateProblem] = []
    /// Ends of sections that are not well-formed: each leaves a section open that is no second mistake.
    private(set) var brokenEnds = 0

    init(_ text: String, part: TemplatePart) {
        self.part = part
        bytes = Array(text.utf8)
    }

    /// - Parameter limit: The scan ends when it has found that many problems.
    mutating func scan(problems limit: Int) {
        var position = 0
        while problems.count < limit, let open = braces(UInt8(ascii: "{"), from: position) {
            position = readTag(at: open)
        }
    }

    /// The next place of two equal braces.
    private func braces(_ brace: UInt8, from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index + 1] != brace {
                index += 2
            } else if bytes[index] == brace {
                return index
            } else {
                index += 1
            }
        }
        return nil
    }

    /// Reads the tag whose braces open at `open`, and gives where to go on.
    private mutating func readTag(at open: Int) -> Int {
        let isTriple = open + 2 < bytes.count && bytes[open + 2] == UInt8(ascii: "{")
        let start = open + (isTriple ? 3 : 2)
        var close = start
        while close + 1 < bytes.count {
            if bytes[close] == bytes[close + 1] {
                if bytes[close] == UInt8(ascii: "}") { break }
                if bytes[close] == UInt8(ascii: "{") { return reportUnclosed(open, start, metAnother: close) }
            }
            close += 1
        }
        guard close + 1 < bytes.count else { return reportUnclosed(open, start, metAnother: nil) }
        guard isTriple else {
            add(content: start..<close, tag: open..<close + 2)
            return close + 2
        }
        guard close + 2 < bytes.count, bytes[close + 2] == UInt8(ascii: "}") else {
            report(
                .templateMalformedTag, "a tag that opens with three braces closes with three", at: open..<close + 2,
                help: "write {{name}}: nothing is escaped")
            return close + 2
        }
        addNamed(.variable, content: start..<close, tag: open..<close + 3)
        return close + 3
    }

    private mutating func reportUnclosed(_ open: Int, _ start: Int, metAnother next: Int?) -> Int {
        let sigil = start < bytes.count ? bytes[start] : 0
        let isComment = sigil == UInt8(ascii: "!")
        if sigil == UInt8(ascii: "/") { brokenEnds += 1 }
        let lineEnd = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
        let range = open..<max(start, trimmed(open..<min(lineEnd, next ?? lineEnd)).upperBound)
        if isComment, next != nil {
            report(
                .templateUnclosedTag, "a comment holds no tags: it ends at the first '}}'", at: range,
                help: "take the braces inside the comment out")
        } else {
            report(
                .templateUnclosedTag, "the tag '\(excerpt(range))' is not closed", at: range,
                help: "end it with }}; for '{{' as text, use a variable that has it as its default")
        }
        return next ?? bytes.count
    }

    /// Reads what stands between two braces.
    private mutating func add(content: Range<Int>, tag: Range<Int>) {
        guard let sigil = content.isEmpty ? nil : bytes[content.lowerBound] else { return reportEmpty(tag) }
        let rest = content.dropFirst()
        switch sigil {
        case UInt8(ascii: "!"): tags.append(TemplateTag(kind: .comment, name: nil, range: tag))
        case UInt8(ascii: "#"): addNamed(.section, content: rest, tag: tag)
        case UInt8(ascii: "^"): addNamed(.inverted, content: rest, tag: tag)
        case UInt8(ascii: "/"): addNamed(.end, content: rest, tag: tag)
        case UInt8(ascii: ">"): addNamed(.partial, content: rest, tag: tag)
        case UInt8(ascii: "&"): addNamed(.variable, content: rest, tag: tag)
        case UInt8(ascii: "="):
            report(.templateRefusedTag, "other delimiters than '{{' and '}}' are not supported", at: tag)
        case UInt8(ascii: "<"), UInt8(ascii: "$"):
            report(
                .templateRefusedTag, "blocks and parents are not supported", at: tag,
                help: "use a partial: {{>name}}")
        case UInt8(ascii: "%"):
            report(.templateRefusedTag, "pragmas are not supported", at: tag)
        default: addNamed(.variable, content: content, tag: tag)
        }
    }

    private mutating func addNamed(_ kind: TemplateTag.Kind, content: Range<Int>, tag: Range<Int>) {
        let inner = trimmed(content)
        guard !inner.isEmpty else { return reportEmpty(tag) }
        guard let name = TemplateName(bytes[inner]), kind != .partial || name.path.count == 1 else {
            return reportName(inner, of: kind, tag: tag)
        }
        tags.append(TemplateTag(kind: kind, name: name, range: tag))
    }

    private mutating func reportEmpty(_ tag: Range<Int>) {
        report(.templateMalformedTag, "the tag '\(excerpt(tag))' names nothing", at: tag)
    }

    private mutating func reportName(_ inner: Range<Int>, of kind: TemplateTag.Kind, tag: Range<Int>) {
        let written = excerpt(inner)
        if kind == .end { brokenEnds += 1 }
        let isLateSigil = kind == .variable && "#^/>!&".utf8.contains(bytes[inner.lowerBound])
        report(
            .templateMalformedTag, "'\(written)' is no name of a \(kind == .partial ? "partial" : "variable")",
            at: inner,
            label: isLateSigil ? "did you mean '{{\(written)}}'?" : nil,
            help: isLateSigil
                ? "no white space before the mark"
                : "a name has letters, digits, '_' and '-'\(kind == .partial ? "" : ", and '.' between its parts")")
    }

    /// The range without white space at its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The start of a piece of the text, for a message; one line.
    func excerpt(_ range: Range<Int>) -> String {
        let limit = 40
        let text = String(decoding: bytes[range].prefix(4 * limit), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.count > limit ? text.prefix(limit) + "…" : text
    }

    private mutating func report(
        _ code: DiagnosticCode, _ message: String, at range: Range<Int>, label: String? = nil, help: String? = nil
    ) {
        problems.append(TemplateProblem(code, message, at: .text(part, range), label: label, help: help))
    }
}

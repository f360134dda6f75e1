import ReeveDiagnostics

/// Puts the tags of a text into a tree: sections hold what stands between their ends.
struct TemplateParser {
    private struct Frame {
        let tag: TemplateTag
        let name: TemplateName
        var nodes: [TemplateNode] = []
    }

    private let part: TemplatePart
    private let limits: TemplateLimits
    private var scanner: TemplateScanner
    private var frames: [Frame] = []
    private var root: [TemplateNode] = []
    private(set) var problems: [TemplateProblem] = []
    /// Sections that ended because one around them did; their own ends follow and are no second mistake.
    private var crossed: [TemplateName] = []
    /// Where the text that is not in the tree yet begins.
    private var cursor = 0

    init(_ text: String, part: TemplatePart, limits: TemplateLimits) {
        self.part = part
        self.limits = limits
        scanner = TemplateScanner(text, part: part)
    }

    /// - Returns: The tree, and all problems by place; a tree with problems is not to be rendered.
    mutating func parse() -> (nodes: [TemplateNode], bytes: [UInt8]) {
        guard scanner.bytes.count <= limits.textBytes else {
            problems = [
                TemplateProblem(
                    .templateTooLarge,
                    "the text has \(scanner.bytes.count) bytes; at most \(limits.textBytes) are read",
                    at: .text(part, 0..<0))
            ]
            return ([], [])
        }
        scanner.scan(problems: limits.problems + 1)
        problems = scanner.problems
        for tag in scanner.tags {
            guard problems.count <= limits.problems else { break }
            guard take(tag) else { break }
        }
        appendText(to: scanner.bytes.count)
        var excused = scanner.brokenEnds
        while let frame = frames.popLast() {
            if excused > 0 { excused -= 1 } else { reportUnclosed(frame, before: nil) }
            append(section(of: frame))
        }
        sortProblems()
        return (root, scanner.bytes)
    }

    private mutating func sortProblems() {
        problems.sort { left, right in Self.start(of: left) < Self.start(of: right) }
        guard problems.count > limits.problems else { return }
        let last = problems[limits.problems - 1]
        problems.removeSubrange((limits.problems - 1)...)
        problems.append(
            TemplateProblem(
                .templateTooManyProblems, "too many mistakes in one text; the rest are not shown", at: last.place))
    }

    private static func start(of problem: TemplateProblem) -> Int {
        if case .text(_, let range) = problem.place { return range.lowerBound }
        return 0
    }

    /// Takes the next tag; false where the text is left.
    private mutating func take(_ tag: TemplateTag) -> Bool {
        let line = tag.kind.takesItsLine ? ownLine(of: tag.range) : nil
        appendText(to: line?.lowerBound ?? tag.range.lowerBound)
        cursor = line?.upperBound ?? tag.range.upperBound
        guard let name = tag.name else { return true }
        switch tag.kind {
        case .comment: break
        case .variable: append(.variable(name))
        case .partial: append(.partial(name, indent: line.map { $0.lowerBound..<tag.range.lowerBound }))
        case .section, .inverted:
            guard frames.count < limits.nesting else {
                problems.append(
                    TemplateProblem(
                        .templateTooDeep, "sections stand more than \(limits.nesting) deep in each other",
                        at: .text(part, tag.range), help: "the text was not read further"))
                frames = []
                return false
            }
            frames.append(Frame(tag: tag, name: name))
        case .end: end(name, tag)
        }
        return true
    }

    /// The line that a tag has to itself, with its end; nil where other things stand on it.
    private func ownLine(of tag: Range<Int>) -> Range<Int>? {
        let bytes = scanner.bytes
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var start = tag.lowerBound
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
        var end = tag.upperBound
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        if end == bytes.count { return start..<end }
        if bytes[end] == UInt8(ascii: "\n") { return start..<end + 1 }
        guard bytes[end] == UInt8(ascii: "\r"), end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "\n") else {
            return nil
        }
        return start..<end + 2
    }

    private mutating func end(_ name: TemplateName, _ tag: TemplateTag) {
        if let index = frames.lastIndex(where: { $0.name.path == name.path }) {
            while frames.count > index, let frame = frames.popLast() {
                if frames.count > index {
                    reportUnclosed(frame, before: tag)
                    crossed.append(frame.name)
                }
                append(section(of: frame))
            }
            return
        }
        if let index = crossed.lastIndex(where: { $0.path == name.path }) {
            crossed.remove(at: index)
            return
        }
        let hint = TemplateProblem.hint(for: name.text, among: frames.reversed().map(\.name.text))
        let open = frames.last.map { "; the open section is '\($0.name.text)'" } ?? ""
        problems.append(
            TemplateProblem(
                .templateStrayEnd, "'\(scanner.excerpt(tag.range))' ends no section\(open)", at: .text(part, tag.range),
                label: hint))
        // A misspelled end is taken for the end that it was meant to be.
        if let frame = frames.last, hint == "did you mean '\(frame.name.text)'?" {
            frames.removeLast()
            append(section(of: frame))
        }
    }

    private mutating func reportUnclosed(_ frame: Frame, before end: TemplateTag?) {
        let place = end.map { " before '\(scanner.excerpt($0.range))'" } ?? ""
        problems.append(
            TemplateProblem(
                .templateUnclosedSection, "the section '\(frame.name.text)' is not closed\(place)",
                at: .text(part, frame.tag.range), help: "end it with {{/\(frame.name.text)}}"))
    }

    private func section(of frame: Frame) -> TemplateNode {
        .section(
            TemplateSection(name: frame.name, isInverted: frame.tag.kind == .inverted, children: frame.nodes))
    }

    private mutating func appendText(to end: Int) {
        guard cursor < end else { return }
        append(.text(cursor..<end))
        cursor = end
    }

    private mutating func append(_ node: TemplateNode) {
        if frames.isEmpty { root.append(node) } else { frames[frames.count - 1].nodes.append(node) }
    }
}

import ReeveJSON

/// Writes diagnostics for people and machines.
///
/// ```
/// error: unknown field 'timeot' in Connection 'git' [manifest.unknown-field]
///   --> manifests/connections.yaml:14:5
///    |
/// 14 |     timeot: 30s
///    |     ^^^^^^ did you mean 'timeout'?
/// ```
///
/// Control characters of the quoted source are shown escaped, so a manifest cannot drive a terminal.
package struct DiagnosticRenderer: Sendable {
    /// Whether the terminal form carries the marks of colours (``TextPaint``).
    package var usesColor: Bool
    /// Gives one line of a file, counted from 1, without its line end; nil where it cannot be read again.
    package var sourceLine: @Sendable (_ file: String, _ line: Int) -> String?

    /// Gives what of a line is not shown, as ascending offsets of its Unicode scalars.
    package var secretSpans: @Sendable (_ line: String) -> [Range<Int>]

    package init(
        usesColor: Bool = false, sourceLine: @escaping @Sendable (String, Int) -> String? = { _, _ in nil },
        secretSpans: @escaping @Sendable (String) -> [Range<Int>] = { _ in [] }
    ) {
        self.usesColor = usesColor
        self.secretSpans = secretSpans
        self.sourceLine = sourceLine
    }

    /// The terminal form, several lines, with a final newline.
    package func terminalText(_ diagnostic: Diagnostic) -> String {
        let style = Style(usesColor: usesColor)
        var out = style.severity(diagnostic.severity, diagnostic.severity.rawValue)
        out += style.bold(": " + VisibleText.of(diagnostic.message)) + style.faint(" [\(diagnostic.code)]") + "\n"
        if let range = diagnostic.range {
            out += snippet(
                range, marker: "^", label: diagnostic.label, severity: diagnostic.severity, style: style,
                isHidden: diagnostic.hidesSource)
        } else if let label = diagnostic.label {
            out += style.blue("  = ") + VisibleText.of(label) + "\n"
        }
        for note in diagnostic.notes {
            out += style.blue("note") + ": " + VisibleText.of(note.message) + "\n"
            if let range = note.range {
                out += snippet(range, marker: "-", label: nil, severity: .note, style: style)
            }
        }
        if let help = diagnostic.help { out += style.blue("help") + ": " + VisibleText.of(help) + "\n" }
        return out
    }

    /// One line, for logs and CI: `file:line:column: error: message [code]`, with a final newline.
    package func shortText(_ diagnostic: Diagnostic) -> String {
        var out = diagnostic.range.map { "\($0): " } ?? ""
        out += "\(diagnostic.severity.rawValue): \(VisibleText.of(diagnostic.message))"
        if let label = diagnostic.label { out += "; " + VisibleText.of(label) }
        return out + " [\(diagnostic.code)]\n"
    }

    /// The JSON form; keys that have no value are absent.
    package func json(_ diagnostic: Diagnostic) -> JSONValue {
        var out: JSONObject = [
            "code": .string(diagnostic.code.text), "severity": .string(diagnostic.severity.rawValue),
            "message": .string(diagnostic.message),
        ]
        out["range"] = diagnostic.range.map(Self.json)
        out["label"] = diagnostic.label.map(JSONValue.string)
        out["help"] = diagnostic.help.map(JSONValue.string)
        if !diagnostic.notes.isEmpty {
            out["notes"] = .array(
                diagnostic.notes.map { note in
                    var object: JSONObject = ["message": .string(note.message)]
                    object["range"] = note.range.map(Self.json)
                    return .object(object)
                })
        }
        if let fixIt = diagnostic.fixIt {
            out["fix"] = ["range": Self.json(fixIt.range), "replacement": .string(fixIt.replacement)]
        }
        return .object(out)
    }

    private static func json(_ range: SourceRange) -> JSONValue {
        [
            "file": .string(range.file),
            "start": ["line": JSONValue(range.start.line), "column": JSONValue(range.start.column)],
            "end": ["line": JSONValue(range.end.line), "column": JSONValue(range.end.column)],
        ]
    }

    private func snippet(
        _ range: SourceRange, marker: Character, label: String?, severity: Diagnostic.Severity, style: Style,
        isHidden: Bool = false
    ) -> String {
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: number.count)
        var out = gutter + style.blue("--> ") + "\(VisibleText.of(range.description))\n"
        guard !isHidden, let line = sourceLine(range.file, range.start.line) else {
            if let label { out += gutter + style.blue(" = ") + VisibleText.of(label) + "\n" }
            return out
        }
        let window = SnippetWindow(line: line, range: range, secrets: secretSpans(line))
        out += gutter + style.blue(" |") + "\n"
        out += style.blue(number + " | ") + window.text + "\n"
        let carets = String(repeating: marker, count: window.width)
        out += gutter + style.blue(" | ") + String(repeating: " ", count: window.indent)
        out += style.severity(severity, carets + (label.map { " " + VisibleText.of($0) } ?? "")) + "\n"
        return out
    }
}

/// The part of a long line around a span, at most 160 columns, escaped; and where the span lies in it.
private struct SnippetWindow {
    let text: String
    let indent: Int
    let width: Int

    init(line: String, range: SourceRange, secrets: [Range<Int>]) {
        let limit = 160
        let scalars = Array(line.unicodeScalars)
        let first = min(max(range.start.column - 1, 0), scalars.count)
        let last =
            range.end.line > range.start.line ? scalars.count : min(max(range.end.column - 1, first), scalars.count)
        let from = first > limit / 2 ? first - limit / 4 : 0
        let to = min(scalars.count, from + limit)
        var text = from > 0 ? "…" : ""
        var indent = 0
        var width = 0
        for index in from..<max(from, to) {
            let scalar = scalars[index]
            var shown = scalar == "\t" ? "    " : VisibleText.of(String(scalar))
            // A secret is one mark, whose length tells nothing of it.
            if let secret = secrets.first(where: { $0.contains(index) }) {
                shown = index == max(secret.lowerBound, from) ? "********" : ""
            }
            if index < first { indent += shown.unicodeScalars.count }
            if index >= first, index < last { width += shown.unicodeScalars.count }
            text += shown
        }
        self.text = text + (to < scalars.count ? "…" : "")
        self.indent = indent + (from > 0 ? 1 : 0)
        self.width = max(1, width)
    }
}

private struct Style {
    let usesColor: Bool

    func bold(_ text: String) -> String { paint("1", text) }
    func faint(_ text: String) -> String { paint("2", text) }
    func blue(_ text: String) -> String { paint("34", text) }

    func severity(_ severity: Diagnostic.Severity, _ text: String) -> String {
        switch severity {
        case .error: paint("1;31", text)
        case .warning: paint("1;33", text)
        case .note: paint("1;36", text)
        }
    }

    private func paint(_ code: String, _ text: String) -> String {
        usesColor ? TextPaint.paint(text, code) : text
    }
}

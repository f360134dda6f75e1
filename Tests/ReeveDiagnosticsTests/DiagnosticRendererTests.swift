import ReeveDiagnostics
import ReeveJSON
import Testing

@Suite struct DiagnosticRendererTests {
    private let diagnostic = Diagnostic(
        "manifest.unknown-field", "unknown field 'timeot' in Connection 'git'",
        at: SourceRange(
            file: "manifests/connections.yaml", start: .init(line: 14, column: 5), end: .init(line: 14, column: 11)),
        label: "did you mean 'timeout'?")

    private func renderer(line: String) -> DiagnosticRenderer { DiagnosticRenderer { _, _ in line } }

    @Test func terminalFormIsTheOneOfTheDesign() {
        #expect(
            renderer(line: "    timeot: 30s").terminalText(diagnostic) == """
                error: unknown field 'timeot' in Connection 'git' [manifest.unknown-field]
                  --> manifests/connections.yaml:14:5
                   |
                14 |     timeot: 30s
                   |     ^^^^^^ did you mean 'timeout'?

                """)
    }

    @Test func shortFormIsOneLine() {
        #expect(
            renderer(line: "").shortText(diagnostic)
                == "manifests/connections.yaml:14:5: error: unknown field 'timeot' in Connection 'git'; did you mean 'timeout'? [manifest.unknown-field]\n"
        )
    }

    @Test func jsonFormKeepsEveryPlace() {
        var diagnostic = diagnostic
        diagnostic.notes = [.init("first declared here", at: SourceRange(file: "a.yaml"))]
        let json = renderer(line: "").json(diagnostic)
        #expect(json["range"]?["end"]?["column"] == 11)
        #expect(json["notes"]?[0]?["range"]?["file"] == "a.yaml")
        #expect(json["help"] == nil)
    }

    @Test func sourceCannotDriveTheTerminal() {
        let text = renderer(line: "    timeot\u{1B}[2J\u{202E}: 30s").terminalText(diagnostic)
        #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("\\x1B[2J"))
    }

    /// The marker stands under its span, whatever was masked before it.
    @Test func secretsAreMaskedAndTheMarkerStaysInPlace() {
        let line = "p: abcdefghijklm, timeot: 3"
        let diagnostic = Diagnostic(
            "x.y", "m",
            at: SourceRange(file: "f", start: .init(line: 1, column: 19), end: .init(line: 1, column: 25)))
        let lines = DiagnosticRenderer(sourceLine: { _, _ in line }, secretSpans: { _ in [3..<16] })
            .terminalText(diagnostic).split(separator: "\n")
        #expect(lines[3] == "1 | p: ********, timeot: 3")
        #expect(lines[4] == "  |              ^^^^^^")
    }

    @Test func longLinesAreCutAroundTheSpan() {
        let diagnostic = Diagnostic(
            "x.y", "m",
            at: SourceRange(file: "f", start: .init(line: 1, column: 5_001), end: .init(line: 1, column: 5_004)))
        let lines = renderer(line: String(repeating: "a", count: 5_000) + "bcd" + String(repeating: "e", count: 5_000))
            .terminalText(diagnostic).split(separator: "\n")
        #expect(lines[3].count < 180)
        let caret = lines[4].distance(from: lines[4].startIndex, to: lines[4].firstIndex(of: "^") ?? lines[4].endIndex)
        #expect(Array(lines[3])[caret] == "b")
        #expect(lines[4].hasSuffix("^^^"))
    }
}

import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveOperations

/// Writes what `validate` has found.
struct ValidationOutput {
    private let diagnostics: [Diagnostic]
    private let sources: SourceIndex
    private let objectCount: Int

    init(_ outcome: ValidateOperation.Outcome) {
        diagnostics = SecretLines.hide(in: outcome.diagnostics).sorted()
        sources = outcome.sources
        objectCount = outcome.objectCount
    }

    /// - Returns: whether there is an error among them.
    func write(_ format: ValidateCommand.Format, to terminal: Terminal) -> Bool {
        let renderer = DiagnosticRenderer(usesColor: terminal.errorHasColor, sources: sources)
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count { $0.severity == .warning }
        switch format {
        case .text:
            terminal.report(diagnostics, sources: sources)
            let counts = [Self.count(errors, "error"), Self.count(warnings, "warning")].compactMap { $0 }.joined(
                separator: ", ")
            terminal.line(
                errors == 0
                    ? "\(objectCount) objects are valid" + (counts.isEmpty ? "." : "; \(counts).") : counts + ".")
        case .short: for diagnostic in diagnostics { terminal.write(renderer.shortText(diagnostic)) }
        case .github: for diagnostic in diagnostics { terminal.write(GitHubAnnotation.text(diagnostic)) }
        case .json:
            terminal.json([
                "diagnostics": .array(diagnostics.map(renderer.json)), "errors": JSONValue(errors),
                "objects": JSONValue(objectCount), "valid": .bool(errors == 0), "warnings": JSONValue(warnings),
            ])
        }
        return errors > 0
    }

    private static func count(_ number: Int, _ word: String) -> String? {
        number == 0 ? nil : "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}

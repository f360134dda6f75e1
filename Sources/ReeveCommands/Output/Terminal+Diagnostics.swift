import ReeveDiagnostics
import ReeveManifest
import ReeveRedaction

extension Terminal {
    /// Writes diagnostics to standard error, sorted by their places.
    func report(_ diagnostics: [Diagnostic], sources: SourceIndex) {
        guard !diagnostics.isEmpty else { return }
        let renderer = DiagnosticRenderer(usesColor: errorHasColor, sources: sources)
        let cut = DiagnosticCut(SecretLines.hide(in: diagnostics))
        for diagnostic in cut.shown { error(renderer.terminalText(diagnostic) + "\n") }
        if let words = cut.words { error(words + "\n\n") }
    }

    /// Writes one error that has no place.
    func fail(_ message: String, code: DiagnosticCode, help: String? = nil) {
        report([Diagnostic(code, message, help: help)], sources: SourceIndex())
    }
}

extension DiagnosticRenderer {
    /// Makes a renderer that quotes lines of files, and hides secrets in them.
    init(usesColor: Bool, sources: SourceIndex) {
        self.init(usesColor: usesColor) {
            sources.line($0, $1)
        } secretSpans: {
            Redactor().secretSpans(inSourceLine: $0)
        }
    }
}

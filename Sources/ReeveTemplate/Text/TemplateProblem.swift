import ReeveDiagnostics

/// A mistake in a template, or a warning about it, and where it stands.
package struct TemplateProblem: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// Bytes of a text, counted in the text itself: a reader of manifests knows where they stand in the file.
        case text(TemplatePart, Range<Int>)
        /// The declaration of a variable.
        case variable(String)
        /// The text of a partial as a whole.
        case partial(String)
    }

    package let code: DiagnosticCode
    package var severity: Diagnostic.Severity
    package let place: Place
    /// One line, lower-case start, no final period.
    package let message: String
    /// A few words under the marked span.
    package var label: String?
    package var help: String?

    init(
        _ code: DiagnosticCode, _ message: String, at place: Place, severity: Diagnostic.Severity = .error,
        label: String? = nil, help: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.place = place
        self.message = message
        self.label = label
        self.help = help
    }

    /// `did you mean 'x'?`, where a name is near.
    static func hint(for name: String, among names: some Sequence<String>) -> String? {
        NearestName.suggestion(for: name, among: names).map { "did you mean '\($0)'?" }
    }
}

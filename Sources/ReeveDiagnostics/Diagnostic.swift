/// A mistake of the user's (or a warning about one), as data; renderers own its layout.
///
/// Wording: lower-case start, no final period, what was read in single quotes, one line; the remedy
/// in `help`. A diagnostic never carries a secret.
package struct Diagnostic: Sendable, Hashable, Error {
    package enum Severity: String, Sendable, Hashable, Comparable {
        case error
        case warning
        case note

        package static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rank < rhs.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .note: 2
            }
        }
    }

    /// A related place, such as "first declared here".
    package struct Note: Sendable, Hashable {
        package let message: String
        package let range: SourceRange?

        package init(_ message: String, at range: SourceRange? = nil) {
            self.message = message
            self.range = range
        }
    }

    /// A replacement that is certain to be what was meant.
    package struct FixIt: Sendable, Hashable {
        package let range: SourceRange
        package let replacement: String

        package init(range: SourceRange, replacement: String) {
            self.range = range
            self.replacement = replacement
        }
    }

    package let code: DiagnosticCode
    package var severity: Severity
    package var message: String
    package var range: SourceRange?
    /// A few words under the marked span, such as "did you mean 'timeout'?".
    package var label: String?
    /// The remedy, where it needs a line of its own.
    package var help: String?
    package var notes: [Note]
    package var fixIt: FixIt?
    /// Set where the source line may hold a secret: no renderer then quotes it.
    package var hidesSource: Bool

    package init(
        _ code: DiagnosticCode, _ message: String, severity: Severity = .error, at range: SourceRange? = nil,
        label: String? = nil, help: String? = nil, notes: [Note] = [], fixIt: FixIt? = nil,
        hidesSource: Bool = false
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.range = range
        self.label = label
        self.help = help
        self.notes = notes
        self.fixIt = fixIt
        self.hidesSource = hidesSource
    }
}

extension Diagnostic: Comparable {
    /// By file and place, then severity, then code: the order in which people mend a file.
    package static func < (lhs: Diagnostic, rhs: Diagnostic) -> Bool {
        switch (lhs.range, rhs.range) {
        case (let left?, let right?) where left != right: return left < right
        case (nil, .some): return true
        case (.some, nil): return false
        default: break
        }
        return (lhs.severity, lhs.code.text, lhs.message) < (rhs.severity, rhs.code.text, rhs.message)
    }
}

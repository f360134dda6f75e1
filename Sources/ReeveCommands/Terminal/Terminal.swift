import Glibc
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveRedaction
import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
///
/// Each write is complete and unbuffered. A result that cannot be written makes the command fail, but only at its end:
/// what the command does in the store must not depend on a reader. A reader that went away (`EPIPE`) is no failure.
///
/// INVARIANT (nothing acts): all text passes ``TextPaint``, so that no server, manifest or argument can control the
/// terminal. A text that is written as one line stays one line: a line end in the name of a server cannot begin a line
/// that looks like one of reeve's own. Documents for programs use the escapes of their own language. Text for people
/// first passes the redactor, which knows every secret that the process has read.
package struct Terminal: Sendable {
    package enum ColorChoice: String, Sendable, CaseIterable {
        case auto
        case always
        case never
    }

    /// Whether results are coloured.
    package let outputHasColor: Bool
    /// Whether messages are coloured.
    package let errorHasColor: Bool
    package let outputIsTerminal: Bool
    package let errorIsTerminal: Bool
    package let inputIsTerminal: Bool
    package let isQuiet: Bool
    /// All copies share these.
    private let secrets = SecretsInUse()

    package init(color: ColorChoice = .auto, isQuiet: Bool = false) {
        outputIsTerminal = isatty(STDOUT_FILENO) == 1
        errorIsTerminal = isatty(STDERR_FILENO) == 1
        inputIsTerminal = isatty(STDIN_FILENO) == 1
        self.isQuiet = isQuiet
        let isAllowed = getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
        switch color {
        case .always: (outputHasColor, errorHasColor) = (true, true)
        case .never: (outputHasColor, errorHasColor) = (false, false)
        case .auto:
            outputHasColor = outputIsTerminal && isAllowed && !isDumb
            errorHasColor = errorIsTerminal && isAllowed && !isDumb
        }
    }

    /// The width of the terminal that messages go to, in columns; 100 where there is no terminal.
    package var width: Int {
        var size = winsize()
        for descriptor in [STDOUT_FILENO, STDERR_FILENO]
        where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return 100
    }

    /// Writes a result for people.
    package func write(_ text: String) { StandardStreams.write(shown(text), to: STDOUT_FILENO) }

    private func shown(_ text: String) -> String { TextPaint.onTerminal(secrets.redactor.redact(text).text) }

    private func shownOnOneLine(_ text: String) -> String { TextPaint.onOneLine(secrets.redactor.redact(text).text) }

    /// From now on, no text for people shows a secret that this resolver has read.
    func hide(_ secrets: SecretResolver) { self.secrets.use(secrets) }

    /// A part of a line, without secrets.
    func redacted(_ text: String) -> String { secrets.redactor.redact(text).text }

    /// Writes a JSON document. Programs read exactly this value.
    package func json(_ value: JSONValue) { json(text: value.prettyText + "\n") }

    /// Writes JSON text, or a part of it that ends between two characters.
    package func json(text: String) { StandardStreams.write(VisibleText.json(text), to: STDOUT_FILENO) }

    /// Writes YAML text. Programs read exactly these values.
    package func yaml(text: String) { StandardStreams.write(VisibleText.yaml(text), to: STDOUT_FILENO) }

    /// Whether all results so far were written.
    var outputIsWhole: Bool { StandardStreams.outputIsWhole }

    /// Writes a result as one line.
    package func line(_ text: String = "") { StandardStreams.write(shownOnOneLine(text) + "\n", to: STDOUT_FILENO) }

    /// Writes a result of several lines, and a line end after it.
    package func lines(_ text: String) { write(text + "\n") }

    /// Writes a message on one line to standard error, but not with `--quiet`.
    package func note(_ text: String) {
        if !isQuiet { errorLine(text) }
    }

    /// Writes one line to standard error, even with `--quiet`.
    package func errorLine(_ text: String) {
        StandardStreams.write(shownOnOneLine(text) + "\n", to: STDERR_FILENO)
    }

    /// Writes text of any number of lines to standard error, even with `--quiet`.
    package func error(_ text: String) { StandardStreams.write(shown(text), to: STDERR_FILENO) }

    /// Replaces the last line on standard error by one line of text; nil removes it.
    package func redraw(_ text: String?) {
        StandardStreams.write("\r\u{1B}[K" + shownOnOneLine(text ?? ""), to: STDERR_FILENO)
    }

    /// Asks a question on the terminal. Nil where nobody can answer.
    package func ask(_ question: String) -> String? {
        guard inputIsTerminal, errorIsTerminal else { return nil }
        error(question)
        return readLine(strippingNewline: true)
    }
}

/// The redactor for everything that is written. It knows the forms of secrets, and the secrets that the process has
/// read.
private final class SecretsInUse: Sendable {
    private let resolver = Mutex<SecretResolver?>(nil)
    private static let shapes = Redactor()

    var redactor: Redactor { resolver.withLock { $0 }?.redactor ?? Self.shapes }

    func use(_ secrets: SecretResolver) { resolver.withLock { $0 = secrets } }
}

import Glibc
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveRedaction
import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
///
/// Writes are whole and unbuffered. A result that cannot be written makes the command end as a failure, at its end: what
/// it does in the store does not depend on who reads. A reader that went away (`EPIPE`) wanted no more.
///
/// INVARIANT (nothing acts): text leaves through ``TextPaint``, so that no server, manifest or argument can drive the
/// terminal, whatever a command writes. A text that is written as one line stays one line: a line end in the name of a
/// server cannot begin a line that looks like the program's own. Documents for programs keep the escapes of their own
/// language. Text for people passes the redactor first, with every secret that the process has read.
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
    /// Shared by all copies.
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

    /// The columns of the terminal that messages go to; 100 where there is none.
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

    /// From now on nothing that this resolver reads is written for people.
    func hide(_ secrets: SecretResolver) { self.secrets.use(secrets) }

    /// A part of a line without what this terminal keeps out.
    func redacted(_ text: String) -> String { secrets.redactor.redact(text).text }

    /// Writes a JSON document; programs read it as it was.
    package func json(_ value: JSONValue) { json(text: value.prettyText + "\n") }

    /// Writes JSON text, or a part of it that ends between characters.
    package func json(text: String) { StandardStreams.write(VisibleText.json(text), to: STDOUT_FILENO) }

    /// Writes YAML text; programs read it as it was.
    package func yaml(text: String) { StandardStreams.write(VisibleText.yaml(text), to: STDOUT_FILENO) }

    /// Whether all results were written so far.
    var outputIsWhole: Bool { StandardStreams.outputIsWhole }

    /// Writes a result as one line.
    package func line(_ text: String = "") { StandardStreams.write(shownOnOneLine(text) + "\n", to: STDOUT_FILENO) }

    /// Writes a result of several lines, and a line end.
    package func lines(_ text: String) { write(text + "\n") }

    /// Writes a message as one line to standard error; not with `--quiet`.
    package func note(_ text: String) {
        if !isQuiet { errorLine(text) }
    }

    /// Writes one line to standard error also with `--quiet`.
    package func errorLine(_ text: String) {
        StandardStreams.write(shownOnOneLine(text) + "\n", to: STDERR_FILENO)
    }

    /// Writes text of any number of lines to standard error also with `--quiet`.
    package func error(_ text: String) { StandardStreams.write(shown(text), to: STDERR_FILENO) }

    /// Writes a line of standard error anew, one line of text; nil takes it away.
    package func redraw(_ text: String?) {
        StandardStreams.write("\r\u{1B}[K" + shownOnOneLine(text ?? ""), to: STDERR_FILENO)
    }

    /// Asks on the terminal; nil where nobody can answer.
    package func ask(_ question: String) -> String? {
        guard inputIsTerminal, errorIsTerminal else { return nil }
        error(question)
        return readLine(strippingNewline: true)
    }
}

/// The redactor of what is written: it knows the shapes that secrets have, and what the process has read.
private final class SecretsInUse: Sendable {
    private let resolver = Mutex<SecretResolver?>(nil)
    private static let shapes = Redactor()

    var redactor: Redactor { resolver.withLock { $0 }?.redactor ?? Self.shapes }

    func use(_ secrets: SecretResolver) { resolver.withLock { $0 = secrets } }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveRedaction

struct ValidateCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check manifests and report every mistake.",
        discussion: "Reads files only: no store, no process, no network. Exit status 3 where something is wrong.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case short
        case json
        case github
    }

    static let scopeUse = ScopeUse.refused("validate checks whole files; name those to check")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file())
    var paths: [String] = []

    @Flag(help: "Do not bind fromEnv, fromFile and fromVar.")
    var offline = false

    @Option(name: .shortAndLong, help: "text, short (a line each), json (one document) or github (annotations).")
    var output: Format = .text

    func run() async throws {
        let context = try CommandContext(self)
        let set = await context.readManifests(paths, offline: offline)
        let subjects = (try? BoundSubjectCheck.check(set, at: Composition.now())) ?? []
        let diagnostics = SecretLines.hide(
            in: set.diagnostics + (await SetChecks.check(set)) + SetChecks.checkNames(set) + subjects
        ).sorted()
        let terminal = context.terminal
        let renderer = DiagnosticRenderer(usesColor: terminal.errorHasColor) {
            set.sources.line($0, $1)
        } secretSpans: {
            Redactor().secretSpans(inSourceLine: $0)
        }
        let cut = DiagnosticCut(diagnostics)
        for diagnostic in output == .text ? cut.shown : diagnostics {
            switch output {
            case .text: terminal.error(renderer.terminalText(diagnostic) + "\n")
            case .short: terminal.write(renderer.shortText(diagnostic))
            case .json: break
            case .github: terminal.write(GitHubAnnotation.text(diagnostic))
            }
        }
        if output == .text, let words = cut.words { terminal.error(words + "\n\n") }
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count { $0.severity == .warning }
        if output == .json {
            terminal.json([
                "diagnostics": .array(diagnostics.map(renderer.json)), "errors": JSONValue(errors),
                "objects": JSONValue(set.objects.count), "valid": .bool(errors == 0), "warnings": JSONValue(warnings),
            ])
        }
        if output == .text {
            let counts = [Self.count(errors, "error"), Self.count(warnings, "warning")].compactMap { $0 }.joined(
                separator: ", ")
            terminal.line(
                errors == 0
                    ? "\(set.objects.count) objects are valid" + (counts.isEmpty ? "." : "; \(counts).") : counts + ".")
        }
        if errors > 0 { throw ExitStatus.invalidInput.exit }
    }

    private static func count(_ number: Int, _ word: String) -> String? {
        number == 0 ? nil : "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}

/// Workflow commands that GitHub shows beside the changed lines.
enum GitHubAnnotation {
    static func text(_ diagnostic: Diagnostic) -> String {
        let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
        var properties: [String] = []
        if let range = diagnostic.range {
            properties = [
                "file=" + escaped(range.file, alsoIn: ":,"), "line=\(range.start.line)", "endLine=\(range.end.line)",
                "col=\(range.start.column)", "endColumn=\(range.end.column)",
            ]
        }
        properties.append("title=" + escaped(diagnostic.code.text, alsoIn: ":,"))
        let message = [diagnostic.message, diagnostic.label, diagnostic.help].compactMap { $0 }.joined(separator: "; ")
        return "::\(level) " + properties.joined(separator: ",") + "::" + escaped(message) + "\n"
    }

    private static func escaped(_ text: String, alsoIn characters: String = "") -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "\r" || scalar == "\n" || characters.unicodeScalars.contains(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                out += "%" + (hex.count == 1 ? "0" + hex : hex)
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

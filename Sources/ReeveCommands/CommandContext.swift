import ArgumentParser
import Glibc
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveRedaction

/// What a command starts from: where it runs, the project, the terminal.
struct CommandContext: Sendable {
    let project: Project
    let terminal: Terminal
    let log: EventLog
    let options: GlobalOptionValues
    /// Whether the store is named by an option or a variable, and not by the project.
    let namesStore: Bool
    /// What the command makes of `--organization` and `-e`.
    let scopeUse: ScopeUse
    /// Sources read so far, for diagnostics.
    let sources: SourceIndex

    /// Opens the project for a command.
    ///
    /// - Throws: An exit status, after the message was written: 64 for a folder that is not there, 3 for an invalid project file.
    init<Command: ScopedCommand>(_ command: Command) throws {
        let options = command.global
        scopeUse = Command.scopeUse
        let values = try GlobalOptionValues(options)
        terminal = Terminal(color: options.color, isQuiet: options.quiet)
        log = EventLog(level: options.logLevel, terminal: terminal)
        if let directory = options.directory, chdir(directory) != 0 {
            terminal.errorLine("error: cannot use the folder '\(directory)': \(String(cString: strerror(errno)))")
            throw ExitStatus.usage.exit
        }
        let (project, diagnostics, source) = ProjectFile.load(root: Self.projectRoot())
        var sources = SourceIndex()
        if let source { sources.add(source) }
        self.sources = sources
        self.options = values
        var opened = project
        for (name, value) in Self.environmentVariables(prefix: "REEVE_VAR_") { opened.spec.variables[name] = value }
        for (name, value) in values.variables { opened.spec.variables[name] = value }
        let named = options.store ?? GlobalOptionValues.variable("REEVE_STORE")
        if let named { opened.spec.store = named }
        namesStore = named != nil
        self.project = opened
        let mistakes = diagnostics + (named.flatMap { StoreAddress.mistake(in: $0) }.map { [$0] } ?? [])
        if !mistakes.isEmpty { report(mistakes, sources: sources) }
        if mistakes.contains(where: { $0.severity == .error }) { throw ExitStatus.invalidInput.exit }
    }

    /// The folder of the nearest `reeve.yaml`, upwards; the current folder where there is none.
    static func projectRoot() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let current = getcwd(&buffer, buffer.count).map({ String(cString: $0) }) else { return "." }
        var folder = current
        while true {
            if access(folder + "/reeve.yaml", F_OK) == 0 { return folder }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return current }
            folder = String(folder[..<slash])
        }
    }

    private static func environmentVariables(prefix: String) -> [(String, String)] {
        var found: [(String, String)] = []
        var entry = environ
        while let text = entry.pointee {
            let variable = String(cString: text)
            if variable.hasPrefix(prefix), let equals = variable.firstIndex(of: "=") {
                found.append(
                    (
                        String(variable[..<equals].dropFirst(prefix.count)),
                        String(variable[variable.index(after: equals)...])
                    ))
            }
            entry = entry.advanced(by: 1)
        }
        return found
    }

    /// Gives bindings their values from this process and the project.
    var binder: Binder {
        let project = project
        return Binder { source, name in
            switch source {
            case .environment: return getenv(name).map { .success(String(cString: $0)) } ?? .failure(.absent)
            case .variable: return project.spec.variables[name].map { .success($0) } ?? .failure(.absent)
            case .file: return Self.readBoundFile(name, root: project.root)
            }
        }
    }

    private static func readBoundFile(_ name: String, root: String) -> Result<String, Binder.Failure> {
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            return .failure(.unreadable("it is not below the project's folder"))
        }
        if access(root + "/" + name, F_OK) != 0 {
            return .failure(errno == ENOENT ? .absent : .unreadable(String(cString: strerror(errno))))
        }
        do throws(Diagnostic) {
            let source = try SourceText(readingFile: root + "/" + name, named: name)
            var text = source.withUTF8 { String(decoding: $0, as: UTF8.self) }
            if text.hasSuffix("\n") { text.removeLast() }
            return .success(text)
        } catch {
            return .failure(.unreadable(error.message))
        }
    }

    // MARK: Diagnostics

    /// Writes diagnostics to standard error, in the order of places.
    func report(_ diagnostics: [Diagnostic], sources: SourceIndex) {
        let renderer = DiagnosticRenderer(usesColor: terminal.errorHasColor) {
            sources.line($0, $1)
        } secretSpans: {
            Redactor().secretSpans(inSourceLine: $0)
        }
        let cut = DiagnosticCut(SecretLines.hide(in: diagnostics))
        for diagnostic in cut.shown { terminal.error(renderer.terminalText(diagnostic) + "\n") }
        if let words = cut.words { terminal.error(words + "\n\n") }
    }

    /// Writes one error without a place.
    func fail(_ message: String, code: DiagnosticCode, help: String? = nil) {
        report([Diagnostic(code, message, help: help)], sources: sources)
    }
}

/// Global options in checked form.
struct GlobalOptionValues: Sendable {
    let organization: String?
    let environment: String?
    /// As the command line names them, without the variables of the process.
    let flags: (organization: String?, environment: String?)
    let lockTimeout: Duration
    let variables: [(String, String)]

    init(_ options: GlobalOptions) throws {
        flags = (options.organization, options.environment)
        organization = options.organization ?? Self.variable("REEVE_ORGANIZATION")
        environment = options.environment ?? Self.variable("REEVE_ENVIRONMENT")
        guard let timeout = DurationText.parse(options.lockTimeout) else {
            throw ValidationError("--lock-timeout takes a duration such as 30s, not '\(options.lockTimeout)'")
        }
        lockTimeout = timeout
        variables = try options.variables.map { variable in
            guard let equals = variable.firstIndex(of: "="), equals != variable.startIndex else {
                throw ValidationError("--var takes name=value, not '\(variable)'")
            }
            return (String(variable[..<equals]), String(variable[variable.index(after: equals)...]))
        }
    }

    /// A variable of the process; nil also where it is empty.
    static func variable(_ name: String) -> String? { getenv(name).flatMap { String(cString: $0).nonEmpty } }
}

import ArgumentParser
import Glibc
import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReeveOperations

/// What a command begins with: the terminal, and the context of the operation that it calls.
struct CommandContext: Sendable {
    let terminal: Terminal
    /// Made from the user, the folder and the variables of the process, which are read here once.
    var operation: OperationContext
    private let events: EventOutput

    /// Opens the project for a command.
    ///
    /// - Throws: an exit status, after the message is written: 64 where the folder of `-C` cannot be used, 3 where the
    ///   project file is invalid.
    init<Command: ScopedCommand>(_ command: Command) throws {
        let options = command.global
        let values = try GlobalOptionValues(options)
        terminal = Terminal(color: options.color, isQuiet: options.quiet)
        if let directory = options.directory, chdir(directory) != 0 {
            terminal.errorLine("error: cannot use the folder '\(directory)': \(String(cString: strerror(errno)))")
            throw ExitStatus.usage.exit
        }
        let (found, diagnostics, source) = ProjectFile.load(root: ProjectFolder.root())
        var sources = SourceIndex()
        if let source { sources.add(source) }
        var project = found
        var mistakes = diagnostics
        let variables = ProcessVariables.all()
        project.spec.variables.merge(values.variables(of: variables)) { $1 }
        let named = options.store ?? ProcessVariables.value("REEVE_STORE")
        if let named {
            do {
                project.spec.store = try StoreLocation(named)
            } catch {
                mistakes.append(error.diagnostic)
            }
        }
        if !mistakes.isEmpty { terminal.report(mistakes, sources: sources) }
        if mistakes.contains(where: { $0.severity == .error }) { throw ExitStatus.invalidInput.exit }
        let events = EventOutput(terminal: terminal, log: EventLog(level: options.logLevel, terminal: terminal))
        self.events = events
        operation = OperationContext(
            project: project, requester: Operator.current(), clock: SystemExecutionClock(), version: Version.text,
            folder: ProjectFolder.current(), stores: Composition.stores)
        operation.sources = sources
        operation.variables = variables
        operation.scope = values.scope(Command.scopeUse)
        operation.lockTimeout = values.lockTimeout
        operation.namesStore = named != nil
        operation.logLevel = options.logLevel
        operation.stop = StopHandle { handle in
            let signals = SignalWatch { _ in handle.request() }
            return { signals.end() }
        }
        operation.standardInput = { StandardStreams.allInput() }
        operation.events = { events.take($0) }
    }

    /// Calls an operation. An error of the operation is written, and ends the command with its status.
    func perform<Outcome>(
        _ body: (OperationContext) async throws(OperationError) -> Outcome
    ) async throws -> Outcome {
        do throws(OperationError) {
            return try await body(operation)
        } catch {
            throw report(error)
        }
    }

    /// Calls an operation that signs the log, and shows what was done. It is shown even where the log could not be
    /// signed: whoever does not learn that something was done would do it again.
    ///
    /// - Parameter show: writes the outcome. A status that it throws becomes the status of the command.
    func performSigned<Outcome>(
        _ body: (OperationContext) async throws(OperationError) -> Signed<Outcome>, show: (Outcome) throws -> Void
    ) async throws {
        try self.show(try await perform(body), show)
    }

    /// Shows what was done, and then why the log could not be signed, if that failed.
    func show<Outcome>(_ signed: Signed<Outcome>, _ show: (Outcome) throws -> Void) throws {
        do {
            try show(signed.value)
        } catch {
            if let unsigned = signed.unsigned { _ = report(OperationError(.unsigned(unsigned))) }
            throw error
        }
        if let unsigned = signed.unsigned { throw report(OperationError(.unsigned(unsigned))) }
    }

    /// Writes an error in words. Returns the error that ends the command with the right status.
    func report(_ error: OperationError) -> any Error {
        terminal.report(error, sources: operation.sources)
        if case .other(let other) = error.code { return other }
        return ExitStatus(of: error).exit
    }
}

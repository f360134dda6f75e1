import ArgumentParser
import Glibc
import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReeveOperations

/// What a command starts from: the terminal, and the context of the operation that it calls.
struct CommandContext: Sendable {
    let terminal: Terminal
    /// Reads the process once: its user, its folder, its variables.
    var operation: OperationContext
    private let events: EventOutput

    /// Opens the project for a command.
    ///
    /// - Throws: An exit status, after the message was written: 64 for a folder that is not there, 3 for an invalid project file.
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

    /// Calls an operation; an error of it is written, and ends the command with its status.
    func perform<Outcome>(
        _ body: (OperationContext) async throws(OperationError) -> Outcome
    ) async throws -> Outcome {
        do throws(OperationError) {
            return try await body(operation)
        } catch {
            throw report(error)
        }
    }

    /// Calls an operation that signs the log, and shows what was done: also where the log could not be signed, since who
    /// does not learn of an effect repeats it.
    ///
    /// - Parameter show: writes the outcome; the status that it throws is that of the command.
    func performSigned<Outcome>(
        _ body: (OperationContext) async throws(OperationError) -> Signed<Outcome>, show: (Outcome) throws -> Void
    ) async throws {
        try self.show(try await perform(body), show)
    }

    /// Shows what was done, and then that the log could not be signed, if so.
    func show<Outcome>(_ signed: Signed<Outcome>, _ show: (Outcome) throws -> Void) throws {
        do {
            try show(signed.value)
        } catch {
            if let unsigned = signed.unsigned { _ = report(OperationError(.unsigned(unsigned))) }
            throw error
        }
        if let unsigned = signed.unsigned { throw report(OperationError(.unsigned(unsigned))) }
    }

    /// Writes an error in words; gives what ends the command with its status.
    func report(_ error: OperationError) -> any Error {
        terminal.report(error, sources: operation.sources)
        if case .other(let other) = error.code { return other }
        return ExitStatus(of: error).exit
    }
}

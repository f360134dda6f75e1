import ArgumentParser
import Glibc

/// Runs one command line, from its words to its exit status.
enum CommandLineRun {
    /// Runs the command, and writes what went wrong together with its usage. A result that could not be written counts
    /// as a failure.
    static func status(of arguments: [String]) async -> CInt {
        let status = await run(arguments)
        guard let error = StandardStreams.outputFailure else { return status }
        Terminal().errorLine("error: the output could not be written: \(String(cString: strerror(error)))")
        return status == ExitStatus.done.rawValue || status == ExitStatus.changes.rawValue
            ? ExitStatus.failure.rawValue : status
    }

    private static func run(_ arguments: [String]) async -> CInt {
        if let finding = CommandWords.firstUnknown(in: arguments) {
            Terminal().error(finding.message)
            return ExitStatus.usage.rawValue
        }
        var type: (any ParsableCommand.Type)?
        do {
            var command = try await ReeveCommand.asyncParseAsRoot(arguments)
            type = Swift.type(of: command)
            if let scoped = command as? any ScopedCommand { try scoped.refuseUnusedScope() }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch {
            return report(error, of: type)
        }
    }

    /// - Parameter type: the command that was run; nil where the words name no command.
    private static func report(_ error: any Error, of type: (any ParsableCommand.Type)?) -> CInt {
        let status = ReeveCommand.exitCode(for: error).rawValue
        if let mistake = error as? ValidationError, let type {
            // The parser adds the usage to its own mistakes only. A mistake that the command finds gets the usage here.
            let words = CommandWords.path(to: type).joined(separator: " ")
            Terminal().error(
                "error: \(mistake.message)\nUsage: \(ReeveCommand.usageString(for: type))\n"
                    + "  See '\(words) --help' for more information.\n")
            return status
        }
        var text = ReeveCommand.fullMessage(for: error)
        // The parser writes `Error:`. All other messages begin with `error:`.
        if text.hasPrefix("Error: ") { text = "error: " + text.dropFirst("Error: ".count) }
        if text.isEmpty { return status }
        if status == ExitStatus.done.rawValue {
            Terminal().lines(text)
        } else {
            Terminal().error(text + "\n")
        }
        return status
    }
}

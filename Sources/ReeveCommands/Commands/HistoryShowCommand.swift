import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct HistoryShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one revision with its changes.")

    static let scopeUse = ScopeUse.refused("a revision covers every scope of its set")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "json, which is also the text.") var output: ResultFormat = .json
    @Argument(help: "The revision's serial.") var serial: Int64

    func run() async throws {
        let context = try CommandContext(self)
        let serial = serial
        let revision = try await context.perform { context throws(OperationError) in
            try await HistoryOperation().revision(serial, in: context)
        }
        context.terminal.json(RevisionDocument.json(revision))
    }
}

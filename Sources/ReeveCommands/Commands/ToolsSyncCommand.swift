import ArgumentParser
import ReeveJSON
import ReeveOperations
import ReeveModel

/// Starts servers, writes what they list into the store and signs the log. Safe to repeat. A change of a pinned tool is
/// noted, and cannot be called before it is approved.
struct ToolsSyncCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Take what servers list into the store.",
        discussion: "Without a name every connection of the environment. Exit status 7 where one fails.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: "Connections; all of the environment where absent.",
        completion: Completions.names(of: KindName.connection))
    var names: [String] = []
    @OptionGroup var form: ResultOptions
    @Flag(name: .customLong("allow-empty"), help: "Take an empty list after a full one.") var allowEmpty = false

    func run() async throws {
        var context = try CommandContext(self)
        let output = SyncOutput(terminal: context.terminal, rest: context.operation.events, isJSON: form.isJSON)
        context.operation.events = { output.take($0) }
        let operation = SyncOperation(names: names, allowsEmpty: allowEmpty)
        try await context.performSigned { context throws(OperationError) in
            try await operation.run(in: context)
        } show: { results in
            if form.isJSON { context.terminal.json(.array(results.map(SyncOutput.json))) }
            try ExitStatus(ofAll: results).end()
        }
    }
}

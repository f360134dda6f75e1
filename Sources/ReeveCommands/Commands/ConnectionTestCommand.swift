import ArgumentParser
import ReeveJSON
import ReeveOperations
import ReeveModel

/// Starts servers, writes their status into the store and signs the log. Calls no tool. Safe to repeat.
struct ConnectionTestCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Start servers, agree the protocol, compare versions, list tools.",
        discussion: "Without a name every connection of the environment. Exit status 7 where one fails.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "Connections; all of the environment where absent.",
        completion: Completions.names(of: KindName.connection))
    var names: [String] = []

    func run() async throws {
        var context = try CommandContext(self)
        let output = ConnectionTestOutput(
            terminal: context.terminal, rest: context.operation.events, isJSON: form.isJSON)
        context.operation.events = { output.take($0) }
        let operation = ConnectionTestOperation(names: names)
        try await context.performSigned { context throws(OperationError) in
            try await operation.run(in: context)
        } show: { results in
            if form.isJSON { context.terminal.json(.array(results.map(ConnectionTestOutput.json))) }
            try ExitStatus(ofAll: results).end()
        }
    }
}

import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct RunsLogsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what happened in a run, an item or a whole batch, in one order.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The id of a run or a batch, or its last characters.", completion: Completions.runs) var id: String
    @Option(help: "Of a batch: the runs of this item only.") var item: String?

    func run() async throws {
        let context = try CommandContext(self)
        let operation = RunLogOperation(id: id, item: item)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let output = RunLogOutput(outcome)
        if form.isJSON { context.terminal.json(output.json) } else { output.write(to: context.terminal) }
    }
}

import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct RunsLogsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what happened in a run, an item or a whole batch, in one order.",
        discussion: """
            Steps, what servers wrote to standard error, and every exchange with a server or a model. With --item alone
            the newest batch that has the item. `-o json` prints JSON Lines: a document each line.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The id of a run or a batch, or its last characters.", completion: Completions.runs) var id: String?
    @Option(help: "All runs of this batch (an id, or its last characters).", completion: Completions.batches)
    var batch: String?
    @Option(help: "The runs of this item only.") var item: String?

    func validate() throws {
        guard id == nil || batch == nil else { throw ValidationError("name a run, or a batch with --batch, not both") }
        guard id != nil || batch != nil || item != nil else {
            throw ValidationError("name a run, or a batch with --batch, or an item with --item")
        }
    }

    func run() async throws {
        let context = try CommandContext(self)
        let subject: RunLogOperation.Subject = id.map { .id($0) } ?? batch.map { .batch($0) } ?? .item
        let operation = RunLogOperation(subject, item: item)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let output = RunLogOutput(outcome)
        if form.isJSON { output.writeLines(to: context.terminal) } else { output.write(to: context.terminal) }
    }
}

import ArgumentParser
import ReeveOperations
import ReeveReport

/// Reads the store and writes the files of the report. Safe to repeat.
struct ReportRunCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Write the report of a batch anew, from the store alone.",
        discussion: "Without an id the newest batch. The same store gives the same bytes.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String?

    func run() async throws {
        var context = try CommandContext(self)
        if form.isJSON {
            let rest = context.operation.events
            context.operation.events = { event in
                if case .batchFinished = event { return }
                rest(event)
            }
        }
        let operation = ReportOperation(batch: id)
        let batch = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        if form.isJSON { context.terminal.json(JSONDocument(batch.report).value) }
        try ExitStatus(of: batch).end()
    }
}

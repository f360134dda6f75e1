import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct RunsShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run with its result.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @OptionGroup var form: ResultOptions
    @Flag(help: "Show all that was said in a task, by turns.") var conversation = false

    func run() async throws {
        let context = try CommandContext(self)
        let operation = RunShowOperation(run: id)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        if form.isJSON {
            context.terminal.json(RunDocument.json(outcome))
        } else {
            RunShowOutput.write(outcome, showsConversation: conversation, to: context.terminal)
        }
    }
}

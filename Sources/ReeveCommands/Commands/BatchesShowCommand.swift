import ArgumentParser
import ReeveJSON
import ReeveOperations

/// Reads the store only.
struct BatchesShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one batch with its runs by status.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let operation = BatchShowOperation(batch: id)
        let counted = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let json = BatchDocument.json(counted)
        if form.isJSON {
            context.terminal.json(json)
        } else {
            context.terminal.yaml(
                text: YAMLText.documents([json]).split(separator: "\n").dropFirst().joined(separator: "\n") + "\n")
        }
    }
}

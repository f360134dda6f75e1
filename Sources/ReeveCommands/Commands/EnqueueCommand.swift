import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the batch with its runs in one transaction and signs the log. Starts no server. With `--key` it is safe to
/// repeat.
struct EnqueueCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Submit a batch; 'reeve run' works through it.",
        discussion: "Takes the name of a Batch in the store, or a file with -f.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The name of a Batch in the store.", completion: Completions.names(of: KindName.batch)) var name:
        String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The batch of this file.", valueName: "path"), completion: .file())
    var file: String?
    @Option(help: ArgumentHelp("Makes the submission repeatable.", valueName: "text")) var key: String?
    @OptionGroup var form: ResultOptions
    @Flag(help: "Refuse the whole submission where a run of it would be denied.") var strict = false

    func run() async throws {
        let context = try CommandContext(self)
        guard (name == nil) != (file == nil), let source = BatchSource(name: name, file: file) else {
            throw ValidationError("name a Batch, or a file with -f")
        }
        var submission = SubmitOperation(source)
        submission.idempotencyKey = key
        submission.isStrict = strict
        try await context.performSigned { [submission] context throws(OperationError) in
            try await submission.run(in: context)
        } show: { outcome in
            let batch = outcome.batch
            guard form.isJSON else {
                return context.terminal.line("batch \(batch.id): \(outcome.runCount) runs")
            }
            context.terminal.json([
                "batch": .string(batch.id.text), "name": .string(batch.name), "runs": JSONValue(outcome.runCount),
                "status": .string(batch.status.rawValue),
            ])
        }
    }
}

import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Safe to repeat. Workers see the request when they next renew their leases.
struct BatchesCancelCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel what is left of a batch; runs that are running are asked to stop.",
        discussion: "A batch that has ended stays as it is: that is told, with exit status 0.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let operation = CancelBatchOperation(batch: id)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let (effects, batch) = (outcome.effects, outcome.batch)
        let asked = effects.asked.count
        let words =
            if asked > 0 {
                "asked \(asked) run\(asked == 1 ? "" : "s") of batch \(batch.id) to stop"
            } else if batch.status == .open {
                "batch \(batch.id) was asked to stop already"
            } else {
                "batch \(batch.id) \(EndWords.of(batch.status)) already"
            }
        EffectsOutput.write(
            effects, status: batch.status.rawValue, otherwise: words, isJSON: form.isJSON, to: context.terminal)
    }
}

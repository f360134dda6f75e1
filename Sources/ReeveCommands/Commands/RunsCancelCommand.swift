import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Safe to repeat. A worker sees the request when it next renews its lease.
struct RunsCancelCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a run; one that is running is asked to stop.",
        discussion: "A run that has ended stays as it is: that is told, with exit status 0.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String

    func run() async throws {
        let context = try CommandContext(self)
        let operation = CancelRunOperation(run: id)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let (effects, run) = (outcome.effects, outcome.run)
        let words =
            if effects.asked.contains(run.id) {
                "run \(run.id) was asked to stop"
            } else if run.state.status.isTerminal {
                "run \(run.id) \(EndWords.of(run.state.status)) already"
            } else {
                "run \(run.id) was asked to stop already"
            }
        EffectsOutput.write(
            effects, status: run.state.status.rawValue, otherwise: words, isJSON: form.isJSON, to: context.terminal)
    }
}

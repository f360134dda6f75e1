import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction and signs the log. May start a server to ask a readBack. A second retry of the
/// same run ends with 3, since a newer run stands for it.
struct RunsRetryCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make a new run of a finished one, and of the dependents that it had skipped.",
        discussion: """
            Where the effect of an interrupted run is not known and its tool declares a readBack, that is asked first: the
            run is made again only where it shows that nothing happened.

            The new run acts on behalf of the one who submitted the batch, by that one's roles and limits, whoever retries
            it; the audit log says who did.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @Flag(help: "Do not ask the readBack; what the run did may be done a second time.") var force = false

    func run() async throws {
        let context = try CommandContext(self)
        let operation = RetryOperation(run: id, isForced: force)
        try await context.performSigned { context throws(OperationError) in
            try await operation.run(in: context)
        } show: { outcome in
            if form.isJSON {
                context.terminal.json([
                    "dependents": JSONValue(outcome.dependents.values.map(\.text).sorted()),
                    "item": .string(outcome.run.identity.item), "cell": JSONValue(outcome.run.identity.cell),
                    "run": .string(outcome.run.id.text), "retry_of": JSONValue(outcome.run.identity.retryOf?.text),
                ])
                return
            }
            context.terminal.line(
                "run \(outcome.run.id) of item \(outcome.run.identity.item)"
                    + (outcome.dependents.isEmpty ? "" : ", and \(outcome.dependents.count) dependents"))
        }
    }
}

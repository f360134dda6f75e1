import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct RunsStepsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "steps", abstract: "List the steps of a run.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run's id, or its last characters.", completion: Completions.runs) var id: String
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table

    func run() async throws {
        let context = try CommandContext(self)
        let operation = RunShowOperation(run: id)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.steps(outcome).write(output, to: context.terminal)
    }
}

import ArgumentParser
import ReeveOperations
import ReeveModel

/// Reads the store only.
struct BatchesListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List batches, newest first.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Batches of this definition.", completion: Completions.names(of: KindName.batch)) var name: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        let operation = BatchListOperation(name: name, limit: limit.count)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.batches(outcome).write(output, to: context.terminal)
    }
}

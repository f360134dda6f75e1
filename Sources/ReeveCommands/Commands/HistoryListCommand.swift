import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct HistoryListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List revisions, newest first.")

    static let scopeUse = ScopeUse.refused("a revision covers every scope of its set")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        let limit = limit.count
        let outcome = try await context.perform { context throws(OperationError) in
            try await HistoryOperation().newest(limit, in: context)
        }
        Listing.revisions(outcome).write(output, to: context.terminal)
    }
}

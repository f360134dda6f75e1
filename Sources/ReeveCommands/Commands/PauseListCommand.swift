import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct PauseListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List pauses: what is held back, since when, by whom and why.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table

    func run() async throws {
        let context = try CommandContext(self)
        let pauses = try await context.perform { context throws(OperationError) in
            try await PauseListOperation().run(in: context)
        }
        Listing.pauses(pauses).write(output, to: context.terminal)
    }
}

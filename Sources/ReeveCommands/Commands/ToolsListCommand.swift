import ArgumentParser
import ReeveOperations
import ReeveModel

/// Reads the store only.
struct ToolsListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List tools: what servers offer, joined with what is declared.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Tools of this connection.", completion: Completions.names(of: KindName.connection)) var connection:
        String?

    func run() async throws {
        let context = try CommandContext(self)
        let operation = ToolListOperation(connection: connection)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.tools(outcome.tools).write(output, to: context.terminal)
        for found in outcome.findings {
            context.terminal.note(FindingText.line(found.finding, indent: 0) + " (\(found.path))")
        }
    }
}

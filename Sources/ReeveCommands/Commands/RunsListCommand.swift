import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Reads the store only.
struct RunsListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, newest first.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Runs of this batch (an id, or its last characters).", completion: Completions.batches) var batch:
        String?
    @Option(help: "Runs of this item.") var item: String?
    @Option(help: "Runs in this status; may be repeated.", completion: Completions.statuses) var status: [String] = []
    @Option(help: "Runs of this agent.", completion: Completions.names(of: KindName.agent)) var agent: String?
    @Option(help: "Runs of this tool address.", completion: Completions.tools) var tool: String?
    @Option(help: "Runs of this queue.", completion: Completions.queues) var queue: String?
    @Option(help: ArgumentHelp("Runs that were made so long ago or later, such as 1h.", valueName: "duration"))
    var since: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        var statuses: Set<RunStatus> = []
        for text in status {
            guard let value = RunStatus(rawValue: text.replacing("-", with: "_")) else {
                throw ValidationError(
                    "there is no status '\(text)'; statuses are \(RunStatus.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            statuses.insert(value)
        }
        let filter = RunFilter(
            item: item, queue: queue, statuses: statuses.isEmpty ? nil : statuses, agent: agent, tool: tool,
            createdFrom: try since.map { try InstantText.since($0, now: context.operation.now) })
        var operation = RunListOperation(filter, limit: limit.count)
        operation.batch = batch
        let outcome = try await context.perform { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.runs(outcome).write(output, to: context.terminal)
        for held in outcome.held { context.terminal.note(PauseOutput.line(held)) }
    }
}

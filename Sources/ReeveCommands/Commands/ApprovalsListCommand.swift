import ArgumentParser
import ReeveOperations
import ReeveStore

/// Reads the store only. A pending request whose time is over is shown as expired, also before a worker ends its run.
struct ApprovalsListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List requests for approvals, newest first.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Requests in this status; may be repeated.", completion: Completions.approvalStatuses) var status:
        [String] = []
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        var statuses: Set<ApprovalStatus> = []
        for text in status {
            guard let value = ApprovalStatus(rawValue: text) else {
                throw ValidationError(
                    "there is no status '\(text)'; statuses are \(ApprovalStatus.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            statuses.insert(value)
        }
        let operation = ApprovalListOperation(statuses: statuses.isEmpty ? nil : statuses, limit: limit.count)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        Listing.approvals(outcome).write(output, to: context.terminal)
    }
}

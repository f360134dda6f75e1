import ArgumentParser
import ReeveOperations

/// Reads the store only.
struct ApprovalsShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a request binds, who may approve it, and the votes.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: "The request's id, or its first eight or last six characters.", completion: Completions.approvals)
    var id: String
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let operation = ApprovalShowOperation(approval: id)
        let entry = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        if form.isJSON {
            context.terminal.json(ApprovalJSON.of(entry))
        } else {
            ApprovalShowOutput.write(entry, to: context.terminal)
        }
    }
}

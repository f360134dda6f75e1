import ArgumentParser
import ReeveOperations

/// Writes the store in one transaction: the request is rejected, and its run ends. A second time by the same person
/// changes nothing, and says so.
struct ApprovalsRejectCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Reject a request; its run ends denied.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "The request's id, or its first eight or last six characters.", completion: Completions.approvals)
    var id: String
    @Option(help: ArgumentHelp("Why, for the record and for whoever submitted the work.", valueName: "text"))
    var reason: String
    @Option(help: ArgumentHelp("The digest that was shown.", valueName: "digest")) var digest: String?

    func run() async throws {
        let context = try CommandContext(self)
        var operation = RejectOperation(approval: id, reason: reason)
        operation.digest = digest
        let outcome = try await context.perform { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        }
        ApprovalDecisionOutput.write(outcome, verb: "rejected", isJSON: form.isJSON, to: context.terminal)
    }
}

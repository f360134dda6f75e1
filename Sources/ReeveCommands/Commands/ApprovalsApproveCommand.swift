import ArgumentParser
import ReeveOperations

/// Writes the store in one transaction. A second time by the same person changes nothing, and says so.
struct ApprovalsApproveCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a request; its run goes on with the next 'reeve run'.",
        discussion: """
            What is approved is what 'approvals show' prints. With --digest, a request that binds anything else is refused. \
            An approval serves one call, once.
            """)

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "The request's id, or its first eight or last six characters.", completion: Completions.approvals)
    var id: String
    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text")) var reason: String?
    @Option(help: ArgumentHelp("The digest that was shown.", valueName: "digest")) var digest: String?

    func run() async throws {
        let context = try CommandContext(self)
        var operation = ApproveOperation(approval: id)
        operation.reason = reason
        operation.digest = digest
        let outcome = try await context.perform { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        }
        ApprovalDecisionOutput.write(outcome, verb: "approved", isJSON: form.isJSON, to: context.terminal)
    }
}

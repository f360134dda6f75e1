import ArgumentParser

/// The group of commands about approvals.
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals", abstract: "See what waits for an approval, and approve or reject it.",
        subcommands: [
            ApprovalsListCommand.self, ApprovalsShowCommand.self, ApprovalsApproveCommand.self,
            ApprovalsRejectCommand.self,
        ],
        defaultSubcommand: ApprovalsListCommand.self)
}

import ArgumentParser

/// The root of the command line.
package struct ReeveCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reeve", abstract: "GitOps and a night shift for AI agents.", version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Declare",
                subcommands: [
                    ValidateCommand.self, PlanCommand.self, DiffCommand.self, ApplyCommand.self, HistoryCommand.self,
                    ExportCommand.self, GetCommand.self, DescribeCommand.self, ExplainCommand.self,
                ]),
            CommandGroup(name: "Run", subcommands: [BatchesCommand.self, RunsCommand.self]),
            CommandGroup(name: "Prove", subcommands: [AuditCommand.self]),
            CommandGroup(name: "Keep", subcommands: [StoreCommand.self, CompletionCommand.self, DocsCommand.self]),
        ])

    package init() {}

    /// Runs the command line of this process and ends it with the command's status.
    package static func start() async { await main() }
}

/// The version of this build.
package enum Version {
    package static let text = "0.1.0"
}

import ArgumentParser

/// The group of commands about runs.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List and inspect runs.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsStepsCommand.self, RunsLogsCommand.self,
            RunsCancelCommand.self, RunsRetryCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

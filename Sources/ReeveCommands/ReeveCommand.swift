import ArgumentParser
import Glibc
import ReeveMCP

/// The root of the command line.
package struct ReeveCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reeve", abstract: "GitOps and a night shift for AI agents.", version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Declare",
                subcommands: [
                    InitCommand.self, ValidateCommand.self, PlanCommand.self, DiffCommand.self, ApplyCommand.self,
                    HistoryCommand.self,
                    ExportCommand.self, GetCommand.self, DescribeCommand.self, ExplainCommand.self, RenderCommand.self,
                ]),
            CommandGroup(
                name: "Run",
                subcommands: [
                    ConnectionCommand.self, ToolsCommand.self, ProviderCommand.self, EnqueueCommand.self,
                    RunCommand.self,
                    BatchesCommand.self, RunsCommand.self, ApprovalsCommand.self, PauseCommand.self, ResumeCommand.self,
                ]),
            CommandGroup(name: "Prove", subcommands: [PolicyCommand.self, AuditCommand.self, ReportCommand.self]),
            CommandGroup(name: "Keep", subcommands: [StoreCommand.self, CompletionCommand.self, DocsCommand.self]),
        ])

    package init() {}

    /// Runs the command line of this process, and ends the process with the status of the command.
    ///
    /// This binary also starts servers, in its launcher mode (rlimits, parent-death signal). That mode is handled
    /// first.
    package static func start() async {
        Launcher.runIfRequested()
        StandardStreams.prepare()
        Glibc.exit(await CommandLineRun.status(of: Array(CommandLine.arguments.dropFirst())))
    }
}

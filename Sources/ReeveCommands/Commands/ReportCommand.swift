import ArgumentParser

/// The group of commands that write reports.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write reports.", subcommands: [ReportRunCommand.self])
}

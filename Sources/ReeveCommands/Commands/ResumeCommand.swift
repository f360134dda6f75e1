import ArgumentParser

/// The group of commands that lift pauses.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Lift a pause; see `pause list`.",
        subcommands: [
            ResumeQueueCommand.self, ResumeOrganizationCommand.self, ResumeAgentCommand.self,
            ResumeProviderCommand.self,
        ])
}

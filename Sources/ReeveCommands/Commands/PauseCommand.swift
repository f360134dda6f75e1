import ArgumentParser

/// The group of commands that hold work back.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Hold back a queue, an organization, an agent or a model provider.",
        discussion: """
            A pause stays until `resume` lifts it, also after a restart. Runs that run go on; no others are begun. `run`
            ends when all that is left is paused, and says so.
            """,
        subcommands: [
            PauseQueueCommand.self, PauseOrganizationCommand.self, PauseAgentCommand.self, PauseProviderCommand.self,
            PauseListCommand.self,
        ])
}

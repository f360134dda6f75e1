import ArgumentParser

/// The group of commands about tools.
struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools", abstract: "List, sync, pin and call tools.",
        subcommands: [
            ToolsListCommand.self, ToolsShowCommand.self, ToolsSyncCommand.self, ToolsLockCommand.self,
            ToolsCallCommand.self,
        ],
        defaultSubcommand: ToolsListCommand.self)
}

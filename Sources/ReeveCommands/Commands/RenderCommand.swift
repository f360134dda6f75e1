import ArgumentParser

/// The group of commands that show what something comes to.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Show what something comes to.", subcommands: [RenderPromptCommand.self])
}

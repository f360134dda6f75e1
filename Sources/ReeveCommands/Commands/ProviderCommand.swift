import ArgumentParser

/// The group of commands about model providers. Each of its commands asks one.
struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "Test model providers, and list their models.",
        subcommands: [ProviderTestCommand.self, ProviderModelsCommand.self])
}

import ArgumentParser

/// The group of commands about batches.
struct BatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches", abstract: "List, show and cancel batches.",
        subcommands: [BatchesListCommand.self, BatchesShowCommand.self, BatchesCancelCommand.self],
        defaultSubcommand: BatchesListCommand.self)
}

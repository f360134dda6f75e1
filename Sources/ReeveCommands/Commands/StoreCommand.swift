import ArgumentParser

/// The group of commands about the store itself.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Set up, inspect, check and back up the store.",
        subcommands: [
            StoreInitCommand.self, StoreInfoCommand.self, StoreCheckCommand.self, StoreBackupCommand.self,
            StoreAcceptRestoreCommand.self, StoreNewKeyCommand.self,
            StoreRepairCommand.self,
        ])
}

import ArgumentParser

/// The group of commands about connections. Each of its commands starts servers.
struct ConnectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Test connections, and take their tools into the store.",
        subcommands: [ConnectionTestCommand.self, ConnectionSyncCommand.self])
}

import ArgumentParser

struct ConnectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Test connections, and take their tools into the store.",
        subcommands: [ConnectionTestCommand.self, ConnectionSyncCommand.self])
}

import ArgumentParser

/// The group of commands about policies.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Ask the policies.", subcommands: [PolicyEvaluateCommand.self])
}

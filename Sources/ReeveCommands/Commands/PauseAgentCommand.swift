import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Starts nothing; what runs goes on.
struct PauseAgentCommand: AsyncParsableCommand, ScopedCommand, PausingCommand {
    static let configuration = CommandConfiguration(commandName: "agent", abstract: "Hold back an agent.")

    static let scopeUse = ScopeUse.narrows
    static let target = PauseTarget.Kind.agent

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The agent.", completion: Completions.names(of: KindName.agent)) var name: String
    @Option(help: ArgumentHelp("Why, for the record and for whoever waits.", valueName: "text")) var reason: String

    func run() async throws { try await place() }
}

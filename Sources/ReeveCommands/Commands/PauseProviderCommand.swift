import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Starts nothing; what runs goes on.
struct PauseProviderCommand: AsyncParsableCommand, ScopedCommand, PausingCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider",
        abstract: "Hold back a model provider: its tasks wait, and those that run ask its fallbacks.")

    static let scopeUse = ScopeUse.narrows
    static let target = PauseTarget.Kind.provider

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "The provider; with -e in that environment alone.",
        completion: Completions.names(of: KindName.modelProvider)) var name: String
    @Option(help: ArgumentHelp("Why, for the record and for whoever waits.", valueName: "text")) var reason: String

    func run() async throws { try await place() }
}

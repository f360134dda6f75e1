import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Starts nothing; what runs goes on.
struct PauseOrganizationCommand: AsyncParsableCommand, ScopedCommand, PausingCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization", abstract: "Hold back a whole organization.")

    static let scopeUse = ScopeUse.refused("the organization is named already; leave out --organization and -e")
    static let target = PauseTarget.Kind.organization

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The organization.", completion: Completions.names(of: KindName.organization)) var name: String
    @Option(help: ArgumentHelp("Why, for the record and for whoever waits.", valueName: "text")) var reason: String

    func run() async throws { try await place() }
}

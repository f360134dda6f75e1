import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. A second time changes nothing, and says so.
struct ResumeOrganizationCommand: AsyncParsableCommand, ScopedCommand, ResumingCommand {
    static let configuration = CommandConfiguration(commandName: "organization", abstract: "Let an organization go on.")

    static let scopeUse = ScopeUse.refused("the organization is named already; leave out --organization and -e")
    static let target = PauseTarget.Kind.organization

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The organization.", completion: Completions.names(of: KindName.organization)) var name: String

    func run() async throws { try await lift() }
}

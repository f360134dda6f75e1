import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. A second time changes nothing, and says so.
struct ResumeProviderCommand: AsyncParsableCommand, ScopedCommand, ResumingCommand {
    static let configuration = CommandConfiguration(commandName: "provider", abstract: "Let a model provider go on.")

    static let scopeUse = ScopeUse.narrows
    static let target = PauseTarget.Kind.provider

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "The provider; with -e in that environment alone.",
        completion: Completions.names(of: KindName.modelProvider)) var name: String

    func run() async throws { try await lift() }
}

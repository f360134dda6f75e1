import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. A second time changes nothing, and says so.
struct ResumeAgentCommand: AsyncParsableCommand, ScopedCommand, ResumingCommand {
    static let configuration = CommandConfiguration(commandName: "agent", abstract: "Let an agent go on.")

    static let scopeUse = ScopeUse.narrows
    static let target = PauseTarget.Kind.agent

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The agent.", completion: Completions.names(of: KindName.agent)) var name: String

    func run() async throws { try await lift() }
}

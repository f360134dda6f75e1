import ArgumentParser
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. A second time changes nothing, and says so.
struct ResumeQueueCommand: AsyncParsableCommand, ScopedCommand, ResumingCommand {
    static let configuration = CommandConfiguration(commandName: "queue", abstract: "Let a queue go on.")

    static let scopeUse = ScopeUse.refused("a queue belongs to no environment; leave out --organization and -e")
    static let target = PauseTarget.Kind.queue

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The queue.", completion: Completions.queues) var name: String

    func run() async throws { try await lift() }
}

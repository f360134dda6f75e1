import ArgumentParser
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction. Starts nothing; what runs goes on.
struct PauseQueueCommand: AsyncParsableCommand, ScopedCommand, PausingCommand {
    static let configuration = CommandConfiguration(commandName: "queue", abstract: "Hold back a queue.")

    static let scopeUse = ScopeUse.refused("a queue belongs to no environment; leave out --organization and -e")
    static let target = PauseTarget.Kind.queue

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The queue.", completion: Completions.queues) var name: String
    @Option(help: ArgumentHelp("Why, for the record and for whoever waits.", valueName: "text")) var reason: String

    func run() async throws { try await place() }
}

import ArgumentParser
import ReeveModel
import ReeveOperations

/// Asks a model, which costs a few tokens, writes the event of it and signs the log. Safe to repeat.
struct ProviderTestCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Ask a provider one short question: who answers, how fast, at what cost.",
        discussion: "Exit status 7 where one fails. The question costs a few tokens.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "The provider, by name or path.", completion: Completions.names(of: KindName.modelProvider))
    var name: String
    @Flag(name: .long, help: "Ask its fallbacks too, each by itself.") var all = false
    @Option(help: ArgumentHelp("Ask this model in place of the provider's own.", valueName: "model"))
    var model: String?

    func run() async throws {
        var context = try CommandContext(self)
        let output = ProviderTestOutput(
            terminal: context.terminal, rest: context.operation.events, isJSON: form.isJSON)
        context.operation.events = { output.take($0) }
        var operation = ProviderTestOperation(name: name)
        operation.model = model
        operation.testsFallbacks = all
        try await context.performSigned { [operation] context throws(OperationError) in
            try await operation.run(in: context)
        } show: { outcome in
            output.end(outcome)
            try ExitStatus(ofAll: outcome.tests).end()
        }
    }
}

import ArgumentParser
import ReeveJSON
import ReeveOperations

/// Writes an event, makes a key and signs the log. Ends with 4 where there is a key: a key is never replaced.
struct StoreNewKeyCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key", abstract: "Sign with a new key where the former one is lost for good.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let place = try await context.perform { context throws(OperationError) in
            try await NewKeyOperation().run(in: context)
        }
        if form.isJSON { return context.terminal.json(["key": .string(place)]) }
        context.terminal.line("A new key signs from here on: \(place)")
        context.terminal.line("'audit verify' needs the former one too, with --key.")
    }
}

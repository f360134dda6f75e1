import ArgumentParser
import ReeveOperations
import ReeveStore

/// Reads the store only.
struct StoreInfoCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "info", abstract: "Show what the store is and holds.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let info = try await context.perform { context throws(OperationError) in
            try await StoreInfoOperation().run(in: context)
        }
        if form.isJSON {
            context.terminal.json(StoreInfoOutput.json(info))
        } else {
            StoreInfoOutput.write(info, to: context.terminal)
        }
    }
}

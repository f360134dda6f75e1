import ArgumentParser
import ReeveModel
import ReeveOperations
import ReeveStore

/// Makes the store where there is none. Safe to repeat.
struct StoreInitCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the store where it is not there yet.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let info = try await context.perform { context throws(OperationError) in
            try await StoreInitOperation().run(in: context)
        }
        guard !form.isJSON else { return context.terminal.json(StoreInfoOutput.json(info)) }
        context.terminal.line(
            "\(info.engine) store \(info.place), id \(info.head.storeID), schema \(info.schemaVersion)")
    }
}

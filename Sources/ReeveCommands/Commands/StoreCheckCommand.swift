import ArgumentParser
import ReeveJSON
import ReeveOperations

/// Reads the whole store, and writes nothing. Ends with 7 where it finds a flaw.
struct StoreCheckCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the stored bytes; reads everything.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let flaws = try await context.perform { context throws(OperationError) in
            try await StoreCheckOperation().run(in: context)
        }
        if form.isJSON {
            context.terminal.json(["flaws": JSONValue(flaws), "ok": .bool(flaws.isEmpty)])
        } else {
            for flaw in flaws { context.terminal.line(flaw) }
            if flaws.isEmpty { context.terminal.line("ok") }
        }
        try ExitStatus(ofFlaws: flaws).end()
    }
}

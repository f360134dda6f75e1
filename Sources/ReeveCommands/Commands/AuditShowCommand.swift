import ArgumentParser
import ReeveAudit
import ReeveJSON
import ReeveOperations

/// Reads the store only, and proves the event against the present head of the log.
struct AuditShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one event with its proof of inclusion.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The event's id or sequence number.") var event: String

    func run() async throws {
        let context = try CommandContext(self)
        let operation = AuditShowOperation(event: event)
        let found = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        let terminal = context.terminal
        if form.isJSON {
            terminal.json([
                "event": found.event, "leaf": .string(found.leaf.hex), "proof": JSONValue(found.proof.map(\.hex)),
                "root": .string(found.root.hex), "size": JSONValue(Int64(clamping: found.size)),
            ])
            return
        }
        terminal.json(found.event)
        terminal.line("leaf    \(found.leaf.hex)")
        for hash in found.proof { terminal.line("proof   \(hash.hex)") }
        terminal.line("root    \(found.root.hex) at size \(found.size)")
    }
}

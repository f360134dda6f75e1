import ArgumentParser
import ReeveAudit
import ReeveJSON
import ReeveOperations

/// Makes the store where there is none. Writes an event, moves the checkpoint to another place and signs the log.
/// Writes no event where the store does not contradict its checkpoint.
struct StoreAcceptRestoreCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-restore",
        abstract: "Go on with a store that is behind its checkpoint, or went another way.",
        discussion: """
            What the lost entries tell of was done all the same: a call that they hold may be made again. The checkpoint is
            moved aside and stays as evidence, and the audit log says who accepted what.
            """)

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let signed = try await context.perform { context throws(OperationError) in
            try await AcceptRestoreOperation().run(in: context)
        }
        guard let signed else {
            if form.isJSON { return context.terminal.json(["accepted": false]) }
            return context.terminal.line("The store fits its checkpoint; there is nothing to accept.")
        }
        try context.show(signed) { accepted in write(accepted, to: context.terminal) }
    }

    private func write(_ accepted: AcceptRestoreOperation.Accepted, to terminal: Terminal) {
        let found = accepted.mismatch
        if form.isJSON {
            terminal.json([
                "accepted": true, "checkpoint": .string(accepted.place),
                "checkpoint_size": JSONValue(Int64(clamping: found.kept.size)),
                "kind": .string(found.kind.name), "size": JSONValue(Int64(clamping: found.size)),
            ])
            return
        }
        terminal.line("Accepted: \(found.message).")
        if found.kept.size > found.size {
            terminal.line(
                "Lost: entries \(found.size) to \(found.kept.size - 1). What they tell of was done and is not known here."
            )
        }
        terminal.line("The former checkpoint is \(accepted.place).")
    }
}

import ArgumentParser
import ReeveOperations

/// Reads the store, and writes `reeve.lock` where it changes. Starts no server. Its pins count after the next apply.
struct ToolsLockCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Write reeve.lock from the latest sync, and print what changes.",
        discussion: "Review the file like code; 'reeve apply' makes its pins count.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let outcome = try await context.perform { context throws(OperationError) in
            try await LockOperation().run(in: context)
        }
        let output = LockOutput(outcome)
        if form.isJSON { context.terminal.json(output.json) } else { output.write(to: context.terminal) }
    }
}

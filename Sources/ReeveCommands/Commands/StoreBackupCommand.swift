import ArgumentParser
import ReeveJSON
import ReeveOperations
import ReeveStore

/// Reads the store, and writes the copy. Ends with 3 where a file is at its place.
struct StoreBackupCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy while others work.")

    static let scopeUse = ScopeUse.refused("the store is one for every scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The file to write; it must not exist.", completion: .file()) var path: String

    func run() async throws {
        let context = try CommandContext(self)
        let path = path
        try await context.perform { context throws(OperationError) in
            try await StoreBackupOperation(to: path).run(in: context)
        }
        guard !form.isJSON else { return context.terminal.json(["path": .string(path)]) }
        context.terminal.line("wrote \(path)")
    }
}

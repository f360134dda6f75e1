import ArgumentParser
import ReeveOperations

/// Reads files only: it opens no store.
struct ValidateCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check manifests and report every mistake.",
        discussion: "Reads files only: no store, no process, no network. Exit status 3 where something is wrong.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case short
        case json
        case github
    }

    static let scopeUse = ScopeUse.refused("validate checks whole files; name those to check")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file())
    var paths: [String] = []

    @Flag(help: "Do not bind fromEnv, fromFile and fromVar.")
    var offline = false

    @Option(name: .shortAndLong, help: "text, short (a line each), json (one document) or github (annotations).")
    var output: Format = .text

    func run() async throws {
        let context = try CommandContext(self)
        let outcome = await ValidateOperation(paths: paths, isOffline: offline).run(in: context.operation)
        let hasErrors = ValidationOutput(outcome).write(output, to: context.terminal)
        if hasErrors { throw ExitStatus.invalidInput.exit }
    }
}

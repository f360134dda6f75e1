import ArgumentParser
import ReeveAudit
import ReeveOperations

/// Writes the reference pages that are made from descriptions. For people who change reeve.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write the generated reference pages.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir")) var out: String

    func run() throws {
        let pages = [
            ("kinds.md", KindsPage.text()), ("exit-status.md", ExitStatusPage.text),
            ("diagnostics.md", DiagnosticsPage.text), ("words.md", WordsPage.text),
            ("run-states.md", RunStatesPage.text),
        ]
        do {
            try BoundedFile.makeFolders(out)
            for (name, text) in pages {
                try BoundedFile.create(out + "/" + name, text: text, mode: 0o644, replaces: true)
            }
        } catch {
            Terminal().error("error: \(error)\n")
            throw ExitStatus.failure.exit
        }
    }
}

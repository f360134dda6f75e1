import ArgumentParser

/// Opens no store and no project.
struct CompletionCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for a shell.",
        discussion: "For bash: reeve completion bash > /etc/bash_completion.d/reeve")

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish
    }

    static let scopeUse = ScopeUse.refused("a completion script has no scope")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() async throws {
        let terminal = Terminal(color: global.color, isQuiet: global.quiet)
        switch shell {
        case .bash: terminal.lines(Self.withFileNames(ReeveCommand.completionScript(for: .bash)))
        case .zsh: terminal.lines(ReeveCommand.completionScript(for: .zsh))
        case .fish: terminal.lines(ReeveCommand.completionScript(for: .fish))
        }
    }

    /// Where the script has nothing to offer, bash offers names of files, as it does for every other program.
    private static func withFileNames(_ script: String) -> String {
        script.replacing("complete -o filenames -F", with: "complete -o bashdefault -o default -o filenames -F")
    }
}

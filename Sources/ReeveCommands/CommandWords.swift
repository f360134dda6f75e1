import ArgumentParser
import ReeveDiagnostics

/// Finds the command that the words of a command line name, such as `runs list`, in the tree of commands.
package enum CommandWords {
    /// A word that names no command.
    package struct Finding: Sendable {
        /// The message for standard error.
        package let message: String
        /// Whether the command belongs to a later version.
        package let isPlanned: Bool
    }

    /// The first word that should name a command and does not. Nil where every word before the first option names one.
    package static func firstUnknown(in arguments: [String]) -> Finding? {
        var group: any ParsableCommand.Type = ReeveCommand.self
        var path: [String] = []
        var words = arguments[...]
        if words.first == "help" { words = words.dropFirst() }
        if let first = words.first, let finding = misplacedOption(first) { return finding }
        for word in words {
            let commands = group.configuration.subcommands
            guard !commands.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                return finding(word, after: path, group: group)
            }
            group = next
            path.append(word)
        }
        return nil
    }

    /// Every command that can be run, with its words.
    package static var leaves: [(path: [String], type: any ParsableCommand.Type)] {
        func below(_ group: any ParsableCommand.Type, _ path: [String]) -> [([String], any ParsableCommand.Type)] {
            let commands = group.configuration.subcommands
            return commands.isEmpty
                ? [(path, group)] : commands.flatMap { below($0, path + [$0._commandName]) }
        }
        return below(ReeveCommand.self, [])
    }

    /// The mistake of an option that stands before the command.
    private static func misplacedOption(_ word: String) -> Finding? {
        let names = [
            "-C", "-e", "-q", "--store", "--organization", "--environment", "--color", "--quiet", "--log-level",
            "--lock-timeout", "--var",
        ]
        guard let name = names.first(where: { word == $0 || word.hasPrefix($0 + "=") }) else { return nil }
        return Finding(
            message: "error: options follow the command, and '\(name)' stands before it\n"
                + "  help: such as 'reeve plan \(name)\(name == "-q" || name == "--quiet" ? "" : " ...")'\n",
            isPlanned: false)
    }

    private static func finding(
        _ word: String, after path: [String], group: any ParsableCommand.Type
    ) -> Finding {
        let whole = (path + [word]).joined(separator: " ")
        let command = (["reeve"] + path).joined(separator: " ")
        if PlannedCommands.contains(word, after: path) {
            return Finding(
                message: "error: 'reeve \(whole)' is not available in this version\n"
                    + "  help: '\(command) --help' lists what is\n", isPlanned: true)
        }
        let names = group.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let nearest = NearestName.suggestion(for: word, among: names)
        return Finding(
            message: "error: there is no command 'reeve \(TerminalText.escaped(whole))'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "") + "\n"
                + "Usage: \(ReeveCommand.usageString(for: group))\n  See '\(command) --help' for more information.\n",
            isPlanned: false)
    }

    /// The words that lead to a command, beginning with `reeve`.
    static func path(to type: any ParsableCommand.Type) -> [String] {
        func search(_ group: any ParsableCommand.Type) -> [String]? {
            if group == type { return [group._commandName] }
            for next in group.configuration.subcommands {
                if let path = search(next) { return [group._commandName] + path }
            }
            return nil
        }
        return search(ReeveCommand.self) ?? [ReeveCommand._commandName]
    }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveModel

/// Opens no store. The texts are those of the reference pages.
struct ExplainCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Describe a kind, a field, a word that commands print, or the exit statuses.",
        discussion:
            "Examples: reeve explain; reeve explain connection; reeve explain batch.items.toolRun; reeve explain fromItem; reeve explain drift; reeve explain exit-status"
    )

    static let scopeUse = ScopeUse.refused("explain describes kinds, not objects")

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: "KIND, KIND.FIELD.FIELD, a word, exit-status, the code of a diagnostic, or the reason of a run.",
        completion: Completions.explained)
    var path: String?

    func run() async throws {
        let terminal = Terminal(color: global.color, isQuiet: global.quiet)
        let output = ExplainOutput(terminal)
        guard let path else { return output.writeOverview() }
        if output.writeWord(path) { return }
        let words = path.split(separator: ".").map(String.init)
        guard let first = words.first, let subject = ExplainedSubject(named: first) else {
            let nearest = NearestName.suggestion(for: path, among: Self.names)
            terminal.error(
                "error: there is no kind and no word '\(path)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                    + "\n")
            throw ExitStatus.invalidInput.exit
        }
        output.write(try part(words, of: subject, path), of: subject)
    }

    /// Follows the words after a kind down to a field.
    private func part(_ words: [String], of subject: ExplainedSubject, _ path: String) throws -> ExplainedPart {
        var part = ExplainedPart(shape: subject.shape)
        var rest = words.dropFirst()
        if rest.first == "metadata", subject.hasMetadata {
            part.shape = MetadataDescription.shape
            rest = rest.dropFirst()
        }
        part.isMetadata = words.count == 2 && rest.isEmpty
        for word in rest {
            guard let next = part.shape?.field(word) else {
                let nearest =
                    part.shape.flatMap {
                        NearestName.suggestion(for: word, among: $0.declaredFields.lazy.map(\.name))
                    } ?? NearestName.suggestion(for: path, among: Self.names.filter { $0.contains(".") })
                Terminal(color: global.color, isQuiet: global.quiet).error(
                    "error: there is no field '\(word)' there" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                        + "\n")
                throw ExitStatus.invalidInput.exit
            }
            part.field = next
            part.shape = next.type.shape
        }
        return part
    }

    /// Every name that `explain` knows, except fields.
    private static var names: [String] {
        KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] } + ["Project", "exit-status"]
            + WordCatalog.all.map(\.word) + RunReason.allCases.map(\.rawValue) + DiagnosticCatalog.all.map(\.code)
    }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport

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
        let style = TextStyle(isOn: terminal.outputHasColor)
        guard let path else {
            for kind in KindRegistry.standard.all {
                terminal.line(style.bold(kind.kind.padded(to: 16)) + kind.scope.words.padded(to: 13) + kind.summary)
            }
            terminal.line()
            terminal.line(style.faint("Words:"))
            for group in WordCatalog.Group.allCases {
                let words = WordCatalog.all.filter { $0.group == group }.map(\.word)
                terminal.line(style.bold(group.rawValue.padded(to: 28)) + words.joined(separator: ", "))
            }
            return
        }
        if path == "exit-status" {
            for status in ExitStatus.allCases { terminal.line(String(status.rawValue).padded(to: 5) + status.meaning) }
            return
        }
        if let entry = DiagnosticCatalog.entry(path) {
            terminal.line(style.bold(entry.code) + "  " + entry.meaning)
            terminal.line("help: " + entry.remedy)
            return
        }
        if let reason = RunReason(rawValue: path.hasPrefix("run.") ? String(path.dropFirst(4)) : path) {
            let words = ReasonWords.of(reason)
            terminal.line(style.bold(reason.rawValue) + "  " + words.plain)
            terminal.line("help: " + words.remedy)
            return
        }
        let words = path.split(separator: ".").map(String.init)
        if let planned = KindRegistry.standard.planned.first(where: { $0.lowercased() == path.lowercased() }) {
            terminal.line(style.bold(planned) + "  is not available in this version")
            return
        }
        let known = WordCatalog.entries(path)
        let isKind = words.first.flatMap { Subject(named: $0) } != nil
        if !known.isEmpty, !isKind {
            Self.write(known, to: terminal, style: style)
            return
        }
        guard let first = words.first, let subject = Subject(named: first) else {
            let nearest = NearestName.suggestion(for: path, among: Self.names)
            terminal.error(
                "error: there is no kind and no word '\(path)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                    + "\n")
            throw ExitStatus.invalidInput.exit
        }
        var shape: ObjectShape? = subject.shape
        var field: Field?
        var rest = words.dropFirst()
        if rest.first == "metadata", subject.hasMetadata {
            shape = MetadataDescription.shape
            rest = rest.dropFirst()
        }
        let isMetadata = words.count == 2 && rest.isEmpty
        for word in rest {
            guard let current = shape, let next = current.field(word) else {
                let nearest =
                    shape.flatMap {
                        NearestName.suggestion(for: word, among: $0.declaredFields.lazy.map(\.name))
                    } ?? NearestName.suggestion(for: path, among: Self.names.filter { $0.contains(".") })
                terminal.error(
                    "error: there is no field '\(word)' there" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                        + "\n")
                throw ExitStatus.invalidInput.exit
            }
            field = next
            shape = next.type.shape
        }
        if let field {
            terminal.line(style.bold(field.name) + "  " + field.type.summary + "  " + Self.presence(field))
            terminal.line(field.docs)
            if let example = field.example { terminal.line("Example: " + example.canonicalText) }
            if case .choice(let choices) = field.type {
                for choice in choices {
                    terminal.line(
                        "  " + choice.value.padded(to: 14) + choice.docs
                            + (choice.planned ? " (not available in this version)" : ""))
                }
            }
        } else if isMetadata {
            terminal.line(style.bold("metadata") + "  the same for every kind")
        } else {
            terminal.line(style.bold(subject.name) + "  " + subject.scope)
            terminal.line(subject.summary)
            for note in subject.notes { terminal.line(note) }
            if subject.specMayBeLeftOut { terminal.line(KindsPage.specIsOptional) }
        }
        if let shape {
            terminal.line()
            let width = (shape.declaredFields.map(\.name.count).max() ?? 0) + 2
            for field in shape.declaredFields {
                terminal.line(
                    "  " + style.bold(field.name.padded(to: width)) + field.type.summary.padded(to: 24)
                        + Self.presence(field))
                terminal.line("  " + "".padded(to: width) + style.faint(field.docs))
            }
        }
        if field == nil, !isMetadata {
            terminal.line()
            terminal.line(style.faint("Example:"))
            terminal.lines(subject.example)
        }
        // `batch.retry`: the fields above, and what the word means.
        if let field, let last = words.last, field.name == last {
            for entry in WordCatalog.entries(last) where entry.group == .retry {
                terminal.line()
                terminal.line(entry.meaning)
            }
        }
    }

    /// Everything that can be asked for, but for fields.
    private static var names: [String] {
        KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] } + ["Project", "exit-status"]
            + WordCatalog.all.map(\.word) + RunReason.allCases.map(\.rawValue) + DiagnosticCatalog.all.map(\.code)
    }

    private static func write(_ entries: [WordCatalog.Entry], to terminal: Terminal, style: TextStyle) {
        for entry in entries {
            terminal.line(style.bold(entry.word) + "  " + style.faint(entry.group.rawValue))
            terminal.line(entry.meaning)
            if let example = entry.example { terminal.line("Example: " + example) }
        }
    }

    /// A kind, or the project file, which is no object but is described as one.
    struct Subject {
        let name: String
        let scope: String
        let summary: String
        let shape: ObjectShape
        let example: String
        let notes: [String]
        let hasMetadata: Bool
        let specMayBeLeftOut: Bool

        init?(named text: String, in kinds: KindRegistry = .standard) {
            if text.lowercased() == "project" {
                (name, scope) = ("Project", "the file reeve.yaml")
                summary = "Where a project keeps its manifests, jobs, reports and store. It is read, never stored."
                shape = ProjectDescription.shape
                example = """
                    apiVersion: reeve/v1
                    kind: Project
                    metadata: {name: example}
                    spec: {prune: true}
                    """
                notes = []
                hasMetadata = false
                specMayBeLeftOut = shape.isMetByNothing
                return
            }
            guard let kind = kinds.lookup(text) else { return nil }
            (name, scope, summary, shape) = (kind.kind, kind.scope.words, kind.summary, kind.shape)
            example = kind.example
            notes = kind.notes
            hasMetadata = true
            specMayBeLeftOut = kind.specMayBeLeftOut
        }
    }

    private static func presence(_ field: Field) -> String {
        if field.isPlanned { return "not available in this version" }
        switch field.presence {
        case .required: return "required"
        case .optional:
            return field.condition.map {
                $0.isRequired ? "required where \($0.field) is \($0.values.joined(separator: ", "))" : "optional"
            } ?? "optional"
        case .defaulted(let value): return "default " + value.canonicalText
        case .derived(let words): return "default: " + words
        }
    }
}

extension FieldType {
    /// The nested fields, where the type has any.
    var shape: ObjectShape? {
        switch self {
        case .object(let shape), .shorthand(_, let shape): shape
        case .list(let element, _), .oneOrMany(let element): element.shape
        case .map(_, let values): values.shape
        case .byForm(_, let sequence, let mapping): mapping?.shape ?? sequence?.shape
        default: nil
        }
    }

    /// The type in one or two words.
    var summary: String {
        switch self {
        case .text: "text"
        case .boolean: "boolean"
        case .integer: "integer"
        case .duration: "duration"
        case .size: "size"
        case .money: "money"
        case .instant: "instant"
        case .choice: "choice"
        case .reference(let kind): "name of " + kind
        case .toolAddress: "tool address"
        case .secretReference: "secret reference"
        case .secretOrText: "text or secret"
        case .list(let element, _): "list of " + element.summary
        case .map(_, let values): "map of " + values.summary
        case .object(let shape): shape.name
        case .countOrShare: "count or share"
        case .json: "any"
        case .number: "number"
        case .jsonSchema: "JSON Schema"
        case .byForm(_, let sequence, let mapping):
            [sequence?.summary, mapping?.summary].compactMap { $0 }.joined(separator: " or ")
        case .shorthand(_, let shape): "name or " + shape.name
        case .oneOrMany(let element): element.summary + " or list"
        }
    }
}

extension String {
    /// With spaces up to a width.
    func padded(to width: Int) -> String {
        let own = TerminalText.width(self)
        return own >= width ? self + (own == width ? "" : " ") : self + String(repeating: " ", count: width - own)
    }
}

import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Describe a kind, a field, or the exit statuses.",
        discussion:
            "Examples: reeve explain; reeve explain connection; reeve explain batch.items.toolRun; reeve explain exit-status"
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "KIND, KIND.FIELD.FIELD, exit-status, or the code of a diagnostic.")
    var path: String?

    func run() throws {
        let terminal = Terminal(color: global.color, isQuiet: global.quiet)
        let style = TextStyle(isOn: terminal.outputHasColor)
        guard let path else {
            for kind in KindRegistry.all {
                terminal.line(style.bold(kind.kind.padded(to: 16)) + kind.scope.words.padded(to: 13) + kind.summary)
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
        let words = path.split(separator: ".").map(String.init)
        guard let first = words.first, let kind = KindRegistry.lookup(first) else {
            let nearest = NearestName.suggestion(for: words.first ?? path, among: KindRegistry.all.lazy.map(\.kind))
            terminal.error(
                "error: there is no kind '\(words.first ?? path)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                    + "\n")
            throw ExitStatus.invalidInput.exit
        }
        var shape: ObjectShape? = kind.shape
        var field: Field?
        for word in words.dropFirst() {
            guard let current = shape, let next = current.field(word) else {
                let nearest = shape.flatMap {
                    NearestName.suggestion(for: word, among: $0.declaredFields.lazy.map(\.name))
                }
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
        } else {
            terminal.line(style.bold(kind.kind) + "  " + kind.scope.words)
            terminal.line(kind.summary)
        }
        if let shape {
            terminal.line()
            let width = (shape.declaredFields.map(\.name.count).max() ?? 0) + 2
            for field in shape.declaredFields {
                terminal.line(
                    "  " + style.bold(field.name.padded(to: width)) + field.type.summary.padded(to: 22)
                        + Self.presence(field))
                terminal.line("  " + "".padded(to: width) + style.faint(field.docs))
            }
        }
        if field == nil {
            terminal.line("\n" + style.faint("Example:"))
            terminal.line(kind.example)
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

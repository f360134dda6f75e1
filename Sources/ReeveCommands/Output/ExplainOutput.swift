import ReeveJSON
import ReeveModel
import ReeveReport

/// Writes the answers of `explain`.
struct ExplainOutput {
    private let terminal: Terminal
    private let style: TextStyle

    init(_ terminal: Terminal) {
        self.terminal = terminal
        style = TextStyle(isOn: terminal.outputHasColor)
    }

    /// Writes all kinds and words.
    func writeOverview() {
        for kind in KindRegistry.standard.all {
            terminal.line(style.bold(kind.kind.padded(to: 16)) + kind.scope.words.padded(to: 13) + kind.summary)
        }
        terminal.line()
        terminal.line(style.faint("Words:"))
        for group in WordCatalog.Group.allCases {
            let words = WordCatalog.all.filter { $0.group == group }.map(\.word)
            terminal.line(style.bold(group.rawValue.padded(to: 28)) + words.joined(separator: ", "))
        }
    }

    /// Writes the meaning of a word or a code. Returns false where the text is neither.
    func writeWord(_ path: String) -> Bool {
        if path == "exit-status" {
            for status in ExitStatus.allCases { terminal.line(String(status.rawValue).padded(to: 5) + status.meaning) }
        } else if let entry = DiagnosticCatalog.entry(path) {
            terminal.line(style.bold(entry.code) + "  " + entry.meaning)
            terminal.line("help: " + entry.remedy)
        } else if let reason = RunReason(rawValue: path.hasPrefix("run.") ? String(path.dropFirst(4)) : path) {
            let words = ReasonWords.of(reason)
            terminal.line(style.bold(reason.rawValue) + "  " + words.plain)
            terminal.line("help: " + words.remedy)
        } else if let planned = KindRegistry.standard.planned.first(where: { $0.lowercased() == path.lowercased() }) {
            terminal.line(style.bold(planned) + "  is not available in this version")
        } else {
            let known = WordCatalog.entries(path)
            let isKind = path.split(separator: ".").first.flatMap { ExplainedSubject(named: String($0)) } != nil
            guard !known.isEmpty, !isKind else { return false }
            write(known)
        }
        return true
    }

    private func write(_ entries: [WordCatalog.Entry]) {
        for entry in entries {
            terminal.line(style.bold(entry.word) + "  " + style.faint(entry.group.rawValue))
            terminal.line(entry.meaning)
            if let example = entry.example { terminal.line("Example: " + example) }
        }
    }

    func write(_ part: ExplainedPart, of subject: ExplainedSubject) {
        if let field = part.field {
            write(field)
        } else if part.isMetadata {
            terminal.line(style.bold("metadata") + "  the same for every kind")
        } else {
            write(subject)
        }
        if let shape = part.shape { write(shape) }
        if part.field == nil, !part.isMetadata {
            terminal.line()
            terminal.line(style.faint("Example:"))
            terminal.lines(subject.example)
        }
        // `batch.retry` names a field and a word. The fields are written above, and the meaning of the word here.
        for entry in part.field.map({ WordCatalog.entries($0.name) }) ?? [] where entry.group == .retry {
            terminal.line()
            terminal.line(entry.meaning)
        }
    }

    private func write(_ field: Field) {
        terminal.line(style.bold(field.name) + "  " + field.type.summary + "  " + Self.presence(field))
        terminal.line(field.docs)
        if let example = field.example { terminal.line("Example: " + example.canonicalText) }
        guard case .choice(let choices) = field.type else { return }
        for choice in choices {
            terminal.line(
                "  " + choice.value.padded(to: 14) + choice.docs
                    + (choice.planned ? " (not available in this version)" : ""))
        }
    }

    private func write(_ subject: ExplainedSubject) {
        terminal.line(style.bold(subject.name) + "  " + subject.scope)
        terminal.line(subject.summary)
        for note in subject.notes { terminal.line(note) }
        if subject.specMayBeLeftOut { terminal.line(KindsPage.specIsOptional) }
    }

    private func write(_ shape: ObjectShape) {
        terminal.line()
        let width = (shape.declaredFields.map(\.name.count).max() ?? 0) + 2
        for field in shape.declaredFields {
            terminal.line(
                "  " + style.bold(field.name.padded(to: width)) + field.type.summary.padded(to: 24)
                    + Self.presence(field))
            terminal.line("  " + "".padded(to: width) + style.faint(field.docs))
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
